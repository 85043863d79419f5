package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessesTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Test
    void followsAChildFromItsStartToItsEnd() throws IOException {
        Process shell = Blocks.start("sh", "-c", "sleep 60; true");
        assertThat(Await.until(LIMIT, () -> Processes.descendants(shell.pid()).size() == 1))
                .isTrue();
        long sleep = Processes.descendants(shell.pid()).get(0);

        assertThat(Processes.alive(sleep)).isTrue();
        assertThat(Processes.descendants()).contains(shell.pid(), sleep);
        assertThat(Await.until(LIMIT, () -> Processes.commandLine(sleep).equals("sleep 60")))
                .isTrue();
        assertThat(Processes.hangs(sleep)).isFalse();
        assertThat(Processes.descriptors(sleep)).containsKeys(0, 1, 2);

        ProcessHandle.of(sleep).orElseThrow().destroyForcibly();
        assertThat(Processes.awaitEnd(shell.pid(), LIMIT)).isTrue();
        assertThat(Tool.ended(shell, LIMIT)).isTrue();
        assertThat(Processes.state(shell.pid())).isEqualTo('-');
        assertThat(Processes.commandLine(shell.pid())).isEqualTo("(gone)");
        assertThatThrownBy(() -> Processes.io(shell.pid())).isInstanceOf(IOException.class);
    }

    @Test
    void countsWhatAProcessReadsAndWrites() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            Process writer = Blocks.start(
                    "sh",
                    "-c",
                    "head -c 1000000 /dev/zero > \"$0\"; exec sleep 60",
                    scratch.file("file").toString());
            try {
                assertThat(Await.until(
                                LIMIT, () -> Processes.commandLine(writer.pid()).startsWith("sleep")))
                        .isTrue();
                Processes.IoCounters counters = Processes.io(writer.pid());
                assertThat(counters.writtenCharacters()).isGreaterThanOrEqualTo(1_000_000);
                assertThat(counters.readCharacters()).isGreaterThanOrEqualTo(1_000_000);
                assertThat(counters.writeCalls()).isPositive();
            } finally {
                writer.destroyForcibly();
            }
        }
    }

    @Test
    void listsTheDescriptorsAndThreadsOfThisJvm() throws IOException {
        try (Scratch scratch = Scratch.create();
                Libc.Descriptor open = Libc.Descriptor.open(scratch.path(), Libc.O_RDONLY)) {
            assertThat(Processes.descriptors())
                    .containsEntry(open.fd(), scratch.path().toString());
            assertThat(Processes.usersOf(scratch.path()))
                    .contains(Long.toString(ProcessHandle.current().pid()));
        }
        assertThat(Processes.descriptors().values()).noneMatch(target -> target.startsWith("/proc"));
        assertThat(Processes.kernelThreads()).isGreaterThan(1);
        assertThat(Processes.usersOf(Path.of("/no/such/path"))).isEqualTo("the kernel or a mount");
    }
}
