package io.quietcopy.internal.target;

import static io.quietcopy.internal.target.ProcessIdentity.State.GONE;
import static io.quietcopy.internal.target.ProcessIdentity.State.LIVES;
import static io.quietcopy.internal.target.ProcessIdentity.State.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.internal.host.Host;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
    private static final Path PROC = Path.of("/proc");

    @TempDir
    private Path folder;

    private final ProcessIdentity self;

    ProcessIdentityTest() throws IOException {
        self = ProcessIdentity.current(Requests.HOST);
    }

    @Test
    void thisProcessLives() {
        assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(self.stateOf(self, PROC)).isEqualTo(LIVES);
        assertThat(self.describe(self, LIVES)).isEqualTo("process " + self.pid() + " of this host, still running");
    }

    @Test
    void aChildLivesUntilItIsGone() throws Exception {
        Process child = new ProcessBuilder("sleep", "1000").start();
        ProcessIdentity identity = withProcess(child.pid(), startTicks(child.pid()));
        assertThat(self.stateOf(identity, PROC)).isEqualTo(LIVES);
        child.destroyForcibly().waitFor();
        assertThat(self.stateOf(identity, PROC)).isEqualTo(GONE);
    }

    @Test
    void aZombieIsGone() throws Exception {
        // The shell becomes a program that never asks how its child has ended.
        Process parent = new ProcessBuilder("sh", "-c", "sleep 1000 & echo $!; exec sleep 1000").start();
        try (BufferedReader output = parent.inputReader()) {
            long zombie = Long.parseLong(output.readLine());
            ProcessIdentity identity = withProcess(zombie, startTicks(zombie));
            Path name = PROC.resolve(Long.toString(parent.pid())).resolve("comm");
            while (!Files.readString(name).equals("sleep\n")) {
                Thread.onSpinWait(); // as long as it is a shell, it may well ask
            }
            while (self.stateOf(identity, PROC) == LIVES) {
                ProcessHandle.of(zombie).ifPresent(ProcessHandle::destroyForcibly);
                Thread.onSpinWait();
            }
            assertThat(PROC.resolve(Long.toString(zombie))).exists();
            assertThat(self.stateOf(identity, PROC)).isEqualTo(GONE);
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void anotherProcessOfTheSameNumberIsAnotherProcess() {
        assertThat(self.stateOf(withProcess(self.pid(), self.startTicks() + 1), PROC))
                .isEqualTo(GONE);
    }

    @Test
    void aProcessBeforeTheLastBootIsGone() {
        ProcessIdentity before = new ProcessIdentity(self.host(), "00000000", 1, self.pid(), 1);
        assertThat(self.stateOf(before, PROC)).isEqualTo(GONE);
        assertThat(self.describe(before, GONE)).endsWith("of this host, ended by a reboot");
    }

    @Test
    void anotherHostsProcessIsUnknown() {
        ProcessIdentity other = new ProcessIdentity("00000000", self.boot(), self.pidNamespace(), self.pid(), 1);
        assertThat(self.stateOf(other, PROC)).isEqualTo(UNKNOWN);
        assertThat(self.describe(other, UNKNOWN)).endsWith("of another host");
    }

    @Test
    void anotherContainersProcessIsUnknown() {
        ProcessIdentity other = new ProcessIdentity(self.host(), self.boot(), 1, self.pid(), 1);
        assertThat(self.stateOf(other, PROC)).isEqualTo(UNKNOWN);
        assertThat(self.describe(other, UNKNOWN)).contains("another container");
    }

    @Test
    void aProcessThatThisUserMayNotSeeIsUnknown() throws IOException {
        // As with the mount option hidepid: not even the first process can be seen.
        assertThat(self.stateOf(withProcess(4711, 1), folder)).isEqualTo(UNKNOWN);
        Files.createDirectories(folder.resolve("1"));
        Files.createFile(folder.resolve("1/stat"));
        assertThat(self.stateOf(withProcess(4711, 1), folder)).isEqualTo(GONE);
    }

    @Test
    void aCommandMayBeCalledAnything() throws IOException {
        Files.createDirectories(folder.resolve("4711"));
        Files.writeString(
                folder.resolve("4711/stat"),
                "4711 (a) R (b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 98765 20 21\n");
        assertThat(self.stateOf(withProcess(4711, 98765), folder)).isEqualTo(LIVES);
        assertThat(self.stateOf(withProcess(4711, 98766), folder)).isEqualTo(GONE);
    }

    @Test
    void twoLooksGiveTheSameIdentity() throws IOException {
        assertThat(ProcessIdentity.current(Host.local(Optional.empty()))).isEqualTo(self);
    }

    private ProcessIdentity withProcess(long pid, long ticks) {
        return new ProcessIdentity(self.host(), self.boot(), self.pidNamespace(), pid, ticks);
    }

    private static long startTicks(long pid) throws IOException {
        String stat = Files.readString(PROC.resolve(pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
    }
}
