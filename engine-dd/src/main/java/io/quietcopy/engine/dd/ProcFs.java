package io.quietcopy.engine.dd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel tells of a process in {@code /proc}. An answer of -1 means that it does not tell: the process has ended, or
 * may not be looked at.
 */
final class ProcFs {
    private ProcFs() {}

    /** Returns the name under which any process of this user can open again what a process holds open. */
    static Path descriptor(long pid, int descriptor) {
        return Path.of("/proc", Long.toString(pid), "fd", Integer.toString(descriptor));
    }

    /**
     * Returns the position of a descriptor. The kernel moves it after a write has returned, so it is never ahead of the data;
     * it moves too where {@code conv=sparse} seeks.
     */
    static long position(long pid, int descriptor) {
        return number(Path.of("/proc", Long.toString(pid), "fdinfo", Integer.toString(descriptor)), "pos:");
    }

    /** Returns how many bytes all returned {@code write} calls of a process have written, to whatever descriptor. */
    static long writtenBytes(long pid) {
        return number(Path.of("/proc", Long.toString(pid), "io"), "wchar:");
    }

    /** Returns the largest file that this process and its children may write. */
    static long fileSizeLimit() {
        String limits = text(Path.of("/proc/self/limits"));
        for (String line : limits.split("\n", -1)) {
            if (line.startsWith("Max file size")) {
                String soft = line.substring("Max file size".length()).trim().split("\\s+", -1)[0];
                return soft.equals("unlimited") ? -1 : Long.parseLong(soft);
            }
        }
        return -1;
    }

    private static long number(Path file, String key) {
        for (String line : text(file).split("\n", -1)) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.substring(key.length()).trim());
            }
        }
        return -1;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
