package io.quietcopy.conformance.internal.check;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this JVM has in use: live objects, direct buffers, shared mappings without a file. Thread-safe. */
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String SHARED = "RssShmem:";

    private Memory() {}

    /** Collects garbage, and returns what is left. */
    static long liveBytes() throws IOException {
        MemoryMXBean heap = ManagementFactory.getMemoryMXBean();
        heap.gc();
        heap.gc(); // what had a cleaner is gone only after the second
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return heap.getHeapMemoryUsage().getUsed() + direct + sharedBytes();
    }

    private static long sharedBytes() throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(SHARED)) {
                return Long.parseLong(line.substring(SHARED.length())
                                .replace("kB", "")
                                .strip())
                        * 1024;
            }
        }
        return 0;
    }
}
