package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.testbed.Allocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Whether a copy has begun to move bytes, by whatever engine: the files of the target's folder take up more room than before. */
final class Moving {
    /** More than any probe writes. */
    private static final long ENOUGH_BYTES = 256 << 10;

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Path folder;
    private final long beforeBytes;

    private Moving(Path folder) throws IOException {
        this.folder = folder;
        beforeBytes = allocatedBytes(folder);
    }

    /** Remembers how it was before the copy. */
    static Moving into(Path folder) throws IOException {
        return new Moving(folder);
    }

    /** Waits until bytes have arrived; the command must not end before. */
    void await(CommandProcess command) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (command.isAlive() && allocatedBytes(folder) < beforeBytes + ENOUGH_BYTES) {
            assertThat(System.nanoTime()).as("a limit in time").isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        assertThat(command.isAlive()).as(command.err()).isTrue();
    }

    private static long allocatedBytes(Path folder) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                sum += Files.isRegularFile(file) ? allocatedNow(file) : 0;
            }
        }
        return sum;
    }

    /** A temporary file may go at any time. */
    private static long allocatedNow(Path file) throws IOException {
        try {
            return Allocation.allocatedBytes(file);
        } catch (IOException e) {
            if (Files.notExists(file)) {
                return 0;
            }
            throw e;
        }
    }
}
