package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.DataSize;
import io.quietcopy.Pace;
import io.quietcopy.SideMode;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What there is to see of whole copies afterwards, and what tests of them need. */
final class Copies {
    static final long MIB = 1 << 20;

    /** A page of each side at most may stay in the cache: that of an odd end. */
    static final long TAIL_PAGES = 1;

    /** So much may arrive in any order under a pace, where a window has no reason to grow. */
    static final long IN_FLIGHT = MIB;

    /** The same of a few MiB without a pace: a window begins with 1 MiB, and doubles with every 3 MiB or more. */
    static final long IN_FLIGHT_AT_FULL_PACE = 4 * MIB;

    /** Between two looks at what sends no event. */
    static final Duration PAUSE = Duration.ofMillis(20);

    private static final long COMMAND_SECONDS = 120;

    private Copies() {}

    /** What the process holds now, without what the measuring itself holds from its first use on. */
    static Leaks leaks() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            Residency loadsTheNativeLibrary = Residency.of(Files.createFile(scratch.file("empty")));
            assertThat(loadsTheNativeLibrary.pages()).isZero();
        }
        LoggerFactory.getLogger(Copies.class).debug("opens the log");
        return Leaks.since();
    }

    /** A pace in MiB a second. */
    static Pace mibPerSecond(long mebibytes) {
        return Pace.rate(DataSize.ofBytes(mebibytes * MIB));
    }

    /** The names in a folder, without what mkfs has put there. */
    static Set<String> names(Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        names.remove("lost+found");
        return names;
    }

    /** Waits for something that sends no event. */
    static boolean await(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }

    /** Runs a tool that must succeed. */
    static String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("quietcopy-e2e", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String said = Files.readString(output, StandardCharsets.ISO_8859_1);
            assertThat(ended && process.exitValue() == 0)
                    .as("`%s` succeeds: %s", String.join(" ", command), said)
                    .isTrue();
            return said;
        } finally {
            Files.delete(output);
        }
    }

    /** Makes sure that a copy has left no page of a side in the cache, but for the one of an odd end. */
    static void assertNoResidue(Path side) throws IOException {
        if (!isInMemory(side)) {
            Residency left = Residency.of(side);
            assertThat(left.pages()).as("%s: %s", side, left).isLessThanOrEqualTo(TAIL_PAGES);
        }
    }

    /** Drops a side from the cache, so that a copy has to read the storage and pages found later are the copy's. */
    static void evict(Path side) throws IOException {
        if (!isInMemory(side)) {
            assertThat(Residency.evict(side))
                    .as("bytes of %s that stay cached", side)
                    .isZero();
        }
    }

    /** How a side is to be accessed: directly, unless it is nothing but page cache. */
    static SideMode.Access gentlest(Path side) throws IOException {
        return isInMemory(side) ? SideMode.Access.BUFFERED : SideMode.Access.DIRECT;
    }

    /** The files of a tmpfs are page cache. */
    private static boolean isInMemory(Path side) throws IOException {
        return Files.isRegularFile(side) && Files.getFileStore(side).type().equals("tmpfs");
    }
}
