package io.quietcopy.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.testbed.MemoryCgroup;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MeasuredProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String BUSY = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";

    @TempDir
    private Path folder;

    @Test
    void tellsStatusAndWhatWasPrinted() throws IOException {
        MeasuredProcess.Outcome outcome = run("sh", "-c", "echo fine; echo oops >&2; exit 3");

        assertThat(outcome.status()).isEqualTo(3);
        assertThat(outcome.out()).isEqualTo("fine\n");
        assertThat(outcome.problem()).contains("exit status 3: oops");
        assertThat(outcome.timedOut()).isFalse();
    }

    @Test
    void countsTheProcessorTimeOfChildrenToo() throws IOException {
        MeasuredProcess.Outcome outcome = run("sh", "-c", "sh -c '" + BUSY + "'; true");

        assertThat(outcome.usage().userSeconds()).isBetween(0.01, outcome.seconds() + 0.1);
    }

    @Test
    void doesNotTakeThisJavasMemoryForTheCommands() throws IOException {
        assertThat(run("true").usage().peakMemoryBytes()).isBetween(1L << 18, 20L << 20);
    }

    @Test
    void seesThePeakMemoryOfAChild() throws IOException {
        MeasuredProcess.Outcome outcome = run("dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1");

        assertThat(outcome.usage().peakMemoryBytes()).isBetween(64L << 20, 80L << 20);
    }

    @Test
    void endsACommandThatTakesTooLongWithItsChildren() throws IOException {
        Path pids = folder.resolve("pids");
        MeasuredProcess.Outcome outcome;
        try (MeasuredProcess process = MeasuredProcess.prepare(
                List.of("sh", "-c", "sleep 1000 & echo $! > " + pids + "; wait"), folder, Optional.empty())) {
            process.go();
            outcome = process.await(Duration.ofSeconds(1));
        }

        assertThat(outcome.timedOut()).isTrue();
        assertThat(outcome.problem().orElseThrow()).startsWith("took longer than");
        long child = Long.parseLong(Files.readString(pids).strip());
        assertThat(Processes.awaitEnd(child, LIMIT)).isTrue();
    }

    @Test
    void aCommandThatWasNeverStartedLeavesNothing() throws IOException {
        MeasuredProcess.prepare(List.of("sleep", "1000"), folder, Optional.empty())
                .close();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void runsInAControlGroup() throws IOException {
        Requirement.require(Requirement.CGROUP_MEMORY);
        try (MemoryCgroup group = MemoryCgroup.create();
                MeasuredProcess process =
                        MeasuredProcess.prepare(List.of("cat", "/proc/self/cgroup"), folder, Optional.of(group))) {
            process.go();

            assertThat(process.await(LIMIT).out())
                    .contains(group.folder().getFileName().toString());
        }
    }

    private MeasuredProcess.Outcome run(String... command) throws IOException {
        try (MeasuredProcess process = MeasuredProcess.prepare(List.of(command), folder, Optional.empty())) {
            process.go();
            return process.await(LIMIT);
        }
    }
}
