package io.quietcopy.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyPhase;
import io.quietcopy.Leftovers;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Requirement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that replaces a file is killed at a hundred instants: the file is the old one or the new one, whole. */
@Timeout(300)
class KillDuringReplaceTest {
    private static final int KILLS = 108;
    private static final List<String> ENGINES = List.of("native", "direct-nio", "dd");
    private static final int LENGTH = 12 << 20;
    private static final List<CopyPhase> MOMENTS =
            List.of(CopyPhase.STAGE, CopyPhase.TRANSFER, CopyPhase.FLUSH, CopyPhase.PUBLISH);

    /** The longest that is waited after a phase has begun, so that kills are spread over all of it. */
    private static final Map<CopyPhase, Long> SPREAD_MICROS = Map.of(
            CopyPhase.STAGE, 20_000L, CopyPhase.TRANSFER, 60_000L, CopyPhase.FLUSH, 4_000L, CopyPhase.PUBLISH, 40_000L);

    private final Random random = new Random(20261122);

    @Test
    void aKilledReplaceLeavesTheOldFileOrTheNewOneWhole() throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.GNU_DD);
        try (MountedFileSystem place =
                MountedFileSystem.of(FileSystemKind.EXT4).sizeBytes(256 << 20).mount()) {
            Path old = DiskImages.random(place.file("old"), LENGTH, 1);
            Path fresh = DiskImages.random(place.file("new"), LENGTH - 1000, 2);
            Path target = Files.copy(old, place.file("target"));
            Map<CopyPhase, Integer> killed = new EnumMap<>(CopyPhase.class);
            int replaced = 0;
            try (Child first = new Child(target, ENGINES.get(0))) {
                Child next = first;
                for (int kill = 0; kill < KILLS; kill++) {
                    Child child = next;
                    next = new Child(target, ENGINES.get((kill + 1) / MOMENTS.size() % ENGINES.size()));
                    boolean holdsNew = same(target, fresh);
                    CopyPhase moment = MOMENTS.get(kill % MOMENTS.size());
                    child.replaceAndKill(holdsNew ? old : fresh, moment);
                    killed.merge(moment, 1, Integer::sum);
                    boolean now = same(target, fresh);
                    assertThat(now || same(target, old))
                            .as("kill %d, in %s: the target is the old or the new file, whole", kill, moment)
                            .isTrue();
                    replaced += now == holdsNew ? 0 : 1;
                    for (Leftovers.Leftover left : Leftovers.find(place.path())) {
                        assertThat(left.removable())
                                .as("%s of %s", left.path(), left.owner())
                                .isTrue();
                        assertThat(left.remove()).isTrue();
                    }
                }
                next.close();
            }
            assertThat(killed).allSatisfy((moment, times) -> assertThat(times).isEqualTo(KILLS / MOMENTS.size()));
            assertThat(replaced).as("how many kills came after the rename").isBetween(1, KILLS - 1);
            try (var names = Files.list(place.path())) {
                assertThat(names.map(name -> name.getFileName().toString()))
                        .containsExactlyInAnyOrder("old", "new", "target", "lost+found");
            }
        }
    }

    private static boolean same(Path a, Path b) throws IOException {
        return Files.mismatch(a, b) < 0;
    }

    /** A process that waits to be told what to copy. */
    private final class Child implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;

        Child(Path target, String engine) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Replacer.class.getName(),
                            engine,
                            target.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            out = process.inputReader(StandardCharsets.UTF_8);
        }

        void replaceAndKill(Path source, CopyPhase moment) throws IOException {
            awaitLine("READY");
            try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
                in.write(source + "\n");
                in.flush();
                awaitLine(moment.name());
                long micros = (long) (random.nextDouble() * SPREAD_MICROS.get(moment));
                LockSupport.parkNanos(micros * 1000);
                List<Long> children = Processes.descendants(process.pid());
                // destroyForcibly is kill -9 of this process only.
                process.destroyForcibly();
                awaitEnd();
                for (long child : children) {
                    assertThat(Processes.awaitEnd(child, Duration.ofSeconds(20)))
                            .as("child process %d has ended with its parent", child)
                            .isTrue();
                }
            } catch (IOException e) {
                // The pipe of a killed process breaks when it is closed.
                assertThat(process.isAlive()).isFalse();
            }
        }

        private void awaitLine(String start) throws IOException {
            String line = out.readLine();
            while (line != null && !line.startsWith(start)) {
                line = out.readLine();
            }
            assertThat(line).as("the process said %s", start).isNotNull();
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            awaitEnd();
            out.close();
        }

        /** Until the last thread has gone: the first one may be a zombie while others still hold locks. */
        private void awaitEnd() {
            try {
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
