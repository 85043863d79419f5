package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page cache of the whole machine. Everybody's activity shows in it, so it is good for large differences only. */
public final class SystemCache {

    private static final Path MEMINFO = Path.of("/proc/meminfo");

    private SystemCache() {}

    /**
     * Returns what the machine caches of files and block devices, in bytes: {@code Cached} (which contains tmpfs) and
     * {@code Buffers} (the pages of block devices) of {@code /proc/meminfo}.
     *
     * @throws IOException if it cannot be read
     */
    public static long cachedBytes() throws IOException {
        return bytes("Cached:") + bytes("Buffers:");
    }

    /**
     * Returns what the machine still has to write or is writing, in bytes.
     *
     * @throws IOException if it cannot be read
     */
    public static long dirtyBytes() throws IOException {
        return bytes("Dirty:") + bytes("Writeback:");
    }

    private static long bytes(String label) throws IOException {
        for (String line : Files.readAllLines(MEMINFO)) {
            if (line.startsWith(label)) {
                return Long.parseLong(
                                line.substring(label.length()).replace("kB", "").strip())
                        * 1024;
            }
        }
        throw new IOException(MEMINFO + " has no " + label);
    }
}
