package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTest {
    @Test
    void aRefusalSaysWhatWhereAndWhatToDo() {
        CopyException e = CopyException.refusal(ErrorCode.TARGET_EXISTS, "the target /srv/b.raw exists already")
                .phase(CopyPhase.PREFLIGHT)
                .path(Path.of("/srv/b.raw"))
                .build();
        assertThat(Failure.text(e, 100)).isEqualTo("""
                        quietcopy: the target /srv/b.raw exists already
                          where       while checking
                          target      untouched
                          what to do  Choose another name, or add --replace (the finished copy takes the file's place) or
                                      --in-place (its bytes are overwritten).
                          code        target-exists
                        """);
        assertThat(ExitStatus.of(e)).isEqualTo(3);
    }

    @Test
    void aFailureSaysWhatBecameOfTheTarget() {
        CopyException e = failed();
        assertThat(Failure.text(e, 100)).isEqualTo("""
                        quietcopy: a write failed: No space left on device
                          where       /dev/loop0, at byte 4096, while copying, engine dd, errno 28, exit status 1
                          target      partly written; it was 1 GiB long before
                          left over   /srv/.one
                                      /srv/.two\\n
                          what to do  Free space (df -h) or inodes (df -i) on the target's file system.
                          code        no-space
                        """);
        assertThat(ExitStatus.of(e)).isEqualTo(1);
    }

    @Test
    void aHangTellsHowToCleanUpAfterIt() {
        CopyException e = CopyException.builder(ErrorCode.STALLED, "a call hangs in the kernel")
                .targetState(TargetState.STILL_BEING_WRITTEN)
                .build();
        assertThat(Failure.text(e, 200)).contains("When the storage answers again, 'quietcopy clean FOLDER'");
        assertThat(Failure.text(failed(), 200)).doesNotContain("clean");
    }

    @Test
    void programsGetAllOfIt() {
        Map<String, Object> json = JsonTree.of(Failure.json(failed(), false) + "\n");
        assertThat(json).containsEntry("exit", 1L);
        assertThat(json.get("error"))
                .isEqualTo(Map.ofEntries(
                        Map.entry("code", "no-space"),
                        Map.entry("problem", "a write failed: No space left on device"),
                        Map.entry("remedy", "Free space (df -h) or inodes (df -i) on the target's file system."),
                        Map.entry("targetState", "partial"),
                        Map.entry("lengthBefore", 1L << 30),
                        Map.entry("path", "/dev/loop0"),
                        Map.entry("byteOffset", 4096L),
                        Map.entry("engine", "dd"),
                        Map.entry("phase", "transfer"),
                        Map.entry("errno", 28L),
                        Map.entry("exitStatus", 1L),
                        Map.entry("leftovers", List.of("/srv/.one", "/srv/.two\n"))));
        assertThat(JsonTree.of(Failure.json(failed(), true) + "\n")).doesNotContainKey("exit");
    }

    private static CopyException failed() {
        return CopyException.builder(ErrorCode.NO_SPACE, "a write failed: No space left on device")
                .phase(CopyPhase.TRANSFER)
                .path(Path.of("/dev/loop0"))
                .byteOffset(4096)
                .engine("dd")
                .errno(28)
                .exitStatus(1)
                .targetState(TargetState.PARTIAL)
                .lengthBefore(1 << 30)
                .leftover(Path.of("/srv/.one"))
                .leftover(Path.of("/srv/.two\n"))
                .build();
    }

    @Test
    void theTableOfEnginesFitsATerminal() {
        CopyException e = CopyException.builder(ErrorCode.NO_ENGINE, """
                        no engine can take this copy:
                        ID      CLASS       JAR                          VERSION  STATE        REASON
                        dd      a.Provider  /a/very/long/path/to/a.jar   1.0      unavailable  busybox dd cannot do it
                        native  -           -                            -        absent       it is not on the class path""").build();
        assertThat(Failure.text(e, 60)).startsWith("""
                        quietcopy: no engine can take this copy:
                          ENGINE  STATE        REASON
                          dd      unavailable  busybox dd cannot do it
                          native  absent       it is not on the class path
                        """);
        assertThat(ExitStatus.of(e)).isEqualTo(4);
    }

    @Test
    void otherLinesUnderTheFirstStayAsTheyAre() {
        CopyException e = CopyException.builder(ErrorCode.NO_ENGINE, "no:\n" + "x".repeat(120) + "\nID y\n")
                .build();
        assertThat(Failure.text(e, 60)).startsWith("quietcopy: no:\n  " + "x".repeat(120) + "\n  ID y\n");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void theRemedyIsInTheWordsOfTheCommand(ErrorCode code) {
        CopyException e = CopyException.builder(code, "it went wrong").build();
        assertThat(Failure.text(e, 200))
                .doesNotContain("REPLACE", "IN_PLACE", "source-change=", "cache=", "guard=warn\n")
                .contains("\n  code        " + code.id() + "\n");
    }

    @ParameterizedTest
    @EnumSource(TargetState.class)
    void everyStateHasItsWords(TargetState state) {
        CopyException e = CopyException.builder(ErrorCode.WRITE_FAILED, "it went wrong")
                .targetState(state)
                .build();
        assertThat(Failure.text(e, 100)).containsPattern("\n  target      [a-z]+");
    }

    @Test
    void aRemedyOfTheLibrarysOwnIsKept() {
        CopyException e = CopyException.builder(ErrorCode.TARGET_EXISTS, "somebody was faster")
                .remedy("Ask them.")
                .build();
        assertThat(Failure.text(e, 100)).contains("what to do  Ask them.");
        assertThat(ExitStatus.of(e))
                .as("a name taken meanwhile is refused, too")
                .isEqualTo(3);
    }
}
