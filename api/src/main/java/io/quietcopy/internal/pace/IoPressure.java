package io.quietcopy.internal.pace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Reads how long tasks of this machine have waited for I/O, from the kernel's pressure stall information (Linux 4.20+, {@code
 * Documentation/accounting/psi.rst}). Thread-safe.
 */
public final class IoPressure {
    private static final String LINE = "some ";
    private static final String FIELD = "total=";

    private final Path file;

    /**
     * Reads from a machine's tables.
     *
     * @param proc normally {@code /proc}
     */
    public IoPressure(Path proc) {
        this.file = proc.resolve("pressure").resolve("io");
    }

    /**
     * Returns the time in which at least one task waited for I/O.
     *
     * @return microseconds since boot, or empty where the kernel does not tell
     */
    public OptionalLong someMicros() {
        try {
            for (String line : Files.readAllLines(file)) {
                int at = line.indexOf(FIELD);
                if (line.startsWith(LINE) && at >= 0) {
                    return OptionalLong.of(
                            Long.parseLong(line.substring(at + FIELD.length()).trim()));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }
}
