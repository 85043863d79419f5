package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void showsThatDataIsFlushedBeforeItIsRenamed() throws IOException {
        Requirement.require(Requirement.STRACE, Requirement.GNU_DD);
        try (Scratch scratch = Scratch.create()) {
            Path file = scratch.file("a \"name\" with ü and \n");
            String script = "dd if=/dev/zero of=\"$1\" bs=4k count=3 conv=fsync; mv \"$1\" \"$1.new\"; exit 3";
            Trace trace = Trace.of("sh", "-c", script, "sh", file.toString())
                    .calls("openat", "write", "fsync", "rename", "renameat", "renameat2")
                    .environment(Map.of("LC_ALL", "C"))
                    .run(LIMIT);

            assertThat(trace.exitStatus()).isEqualTo(3);
            assertThat(trace.err()).contains("3+0 records out");
            List<Trace.Call> writes = trace.all(call -> call.is("write") && call.on(file));
            assertThat(writes).hasSize(3).allMatch(call -> call.returned() == 4096 && call.succeeded());
            Trace.Call fsync =
                    trace.first(call -> call.is("fsync") && call.on(file)).orElseThrow();
            Trace.Call rename = trace.first(call -> call.name().startsWith("rename") && call.succeeded())
                    .orElseThrow();
            assertThat(writes).allMatch(write -> write.endedBefore(fsync));
            assertThat(fsync.endedBefore(rename)).isTrue();
            assertThat(rename.endedBefore(fsync)).isFalse();
            assertThat(rename.on(file)).isTrue();
            assertThat(trace.lastIndex(call -> call.is("write") && call.on(file)))
                    .isLessThan(trace.firstIndex(call -> call.is("fsync")));
            assertThat(trace.firstIndex(call -> call.is("mount"))).isEqualTo(-1);
        }
    }

    @Test
    void letsCallsFail() throws IOException {
        Requirement.require(Requirement.STRACE, Requirement.GNU_DD);
        try (Scratch scratch = Scratch.create()) {
            Path file = scratch.file("file");
            Trace trace = Trace.of("dd", "if=/dev/zero", "of=" + file, "bs=4k", "count=1", "conv=fsync")
                    .calls("fsync")
                    .inject("fsync:error=EIO:when=1")
                    .environment(Map.of("LC_ALL", "C"))
                    .folder(scratch.path())
                    .run(LIMIT);
            assertThat(trace.exitStatus()).isEqualTo(1);
            assertThat(trace.err()).contains("Input/output error");
            assertThat(trace.calls()).singleElement().matches(call -> !call.succeeded() && call.returned() == -1);
        }
    }

    @Test
    void endsTheCommandAndItsChildrenWithTheLimit() throws IOException {
        Requirement.require(Requirement.STRACE);
        Leaks leaks = Leaks.since();
        assertThatThrownBy(() -> Trace.of("sh", "-c", "sleep 100; true").run(Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not end within 1 s");
        leaks.assertNone();
    }

    @Test
    void joinsCallsThatWerePrintedInTwoPieces() throws IOException {
        List<Trace.Call> calls = TraceParser.parse(List.of(
                "10 1700000000.000001 write(1</tmp/x>, \"a) = 1\", 6 <unfinished ...>",
                "11 1700000000.000002 fsync(3</tmp/y>)                 = 0",
                "10 1700000000.000003 <... write resumed>) = 6",
                "12 1700000000.000004 fsync(3</tmp/x> <unfinished ...>",
                "10 1700000000.000005 pread64(4</tmp/z>,  <unfinished ...>",
                "11 1700000000.000006 --- SIGCHLD {si_signo=SIGCHLD} ---",
                "10 1700000000.000007 <... pread64 resumed>\"\\0\\0\"..., 4096, 8192) = 4096",
                "11 1700000000.000008 pwrite64(5</tmp/z>, \"\", 4096, 0) = -1 ENOSPC (No space left on device)",
                "11 1700000000.000009 exit_group(0)                     = ?",
                "12 1700000000.000010 +++ killed by SIGKILL +++"));

        assertThat(calls)
                .extracting(Trace.Call::name)
                .containsExactly("write", "fsync", "fsync", "pread64", "pwrite64", "exit_group");
        Trace.Call write = calls.get(0);
        Trace.Call sync = calls.get(1);
        assertThat(write.arguments()).isEqualTo("1</tmp/x>, \"a) = 1\", 6");
        assertThat(write.returned()).isEqualTo(6);
        assertThat(write.endedBefore(sync)).isFalse();
        assertThat(sync.endedBefore(write)).isFalse();
        assertThat(calls.get(2).succeeded()).as("never ended").isFalse();
        assertThat(calls.get(2).on(Path.of("/tmp/x"))).isTrue();
        assertThat(calls.get(3).arguments()).isEqualTo("4</tmp/z>, \"\\0\\0\"..., 4096, 8192");
        assertThat(calls.get(4).result()).contains("ENOSPC");
        assertThat(write.seconds()).isEqualTo(1700000000.000001);
    }
}
