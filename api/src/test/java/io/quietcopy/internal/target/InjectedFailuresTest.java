package io.quietcopy.internal.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.TargetMode;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** System calls fail as they do on file systems that this machine has not: {@code strace} answers in their place. */
class InjectedFailuresTest {
    private Scratch scratch;
    private Path target;

    @BeforeEach
    void makeFolder() throws IOException {
        Requirement.require(Requirement.STRACE);
        scratch = Scratch.create();
        target = scratch.file("disk.raw");
    }

    @AfterEach
    void removeFolder() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    @Test
    void aFileSystemWithoutHardLinksIsRefusedBeforeAByte() throws IOException {
        try (ChildCopy child = start(TargetMode.CREATE_NEW, "link,linkat:error=EPERM")) {
            assertThat(child.opened()).startsWith("FAILED PUBLISH_UNSUPPORTED UNTOUCHED ");
        }
        assertThat(Requests.names(scratch.path())).isEmpty();
    }

    @Test
    void aFileSystemWithoutHardLinksCanReplace() throws IOException {
        Files.writeString(target, "old");
        try (ChildCopy child = start(TargetMode.REPLACE, "link,linkat:error=EPERM")) {
            assertThat(child.order("flush")).isEqualTo("FLUSHED");
            assertThat(child.order("publish")).startsWith("Published[published=true, durable=true");
        }
    }

    @Test
    void aFileSystemWithoutLocksIsUsedAndNamed() throws IOException {
        Files.writeString(target, "old");
        try (ChildCopy child = start(TargetMode.IN_PLACE, "fcntl:error=ENOLCK", List.of("-P", target.toString()))) {
            assertThat(child.opened()).startsWith("OPEN ");
            assertThat(child.order("notes")).startsWith("not locked, since the file system gives no locks (No locks");
        }
    }

    @Test
    void aFolderThatCannotBeFlushedIsReported() throws IOException {
        // The first fsync is the file's, the second the file's with its mode, the third the folder's.
        try (ChildCopy child = start(TargetMode.CREATE_NEW, "fsync:error=EINVAL:when=3")) {
            assertThat(child.order("flush")).isEqualTo("FLUSHED");
            assertThat(child.order("publish"))
                    .startsWith("Published[published=true, durable=false")
                    .contains("cannot be told to make a name durable");
        }
        assertThat(Requests.names(scratch.path())).containsExactly("disk.raw");
    }

    @Test
    void aFolderWhoseFlushFailsLeavesACompleteCopyThatMayGetLost() throws IOException {
        try (ChildCopy child = start(TargetMode.CREATE_NEW, "fsync:error=EIO:when=3")) {
            assertThat(child.order("flush")).isEqualTo("FLUSHED");
            assertThat(child.order("publish")).startsWith("FAILED FLUSH_FAILED COMPLETE_NOT_DURABLE ");
            assertThat(child.order("abandon")).startsWith("Abandoned[state=COMPLETE_NOT_DURABLE");
        }
        assertThat(Requests.names(scratch.path())).containsExactly("disk.raw");
    }

    @Test
    void aFlushThatFailedOnceFailsForEver() throws IOException {
        try (ChildCopy child = start(TargetMode.CREATE_NEW, "fsync:error=EIO:when=1")) {
            assertThat(child.order("flush")).startsWith("FAILED FLUSH_FAILED ").contains("errno 5");
            assertThat(child.order("flush")).startsWith("FAILED FLUSH_FAILED ");
            assertThat(child.order("abandon")).startsWith("Abandoned[state=REMOVED");
        }
        assertThat(Requests.names(scratch.path())).isEmpty();
    }

    @Test
    void aFlushOfTheModeThatFailsPublishesNothing() throws IOException {
        Files.writeString(target, "old");
        try (ChildCopy child = start(TargetMode.REPLACE, "fsync:error=EIO:when=2")) {
            assertThat(child.order("flush")).isEqualTo("FLUSHED");
            assertThat(child.order("publish")).startsWith("FAILED FLUSH_FAILED UNTOUCHED ");
            assertThat(child.order("abandon")).startsWith("Abandoned[state=UNTOUCHED");
        }
        assertThat(target).hasContent("old");
        assertThat(Requests.names(scratch.path())).containsExactly("disk.raw");
    }

    @Test
    void aRenameThatFailsLeavesTheOldFile() throws IOException {
        Files.writeString(target, "old");
        try (ChildCopy child = start(TargetMode.REPLACE, "rename,renameat,renameat2:error=EIO")) {
            assertThat(child.order("flush")).isEqualTo("FLUSHED");
            assertThat(child.order("publish")).startsWith("FAILED PUBLISH_FAILED UNTOUCHED ");
            assertThat(child.order("abandon")).startsWith("Abandoned[state=UNTOUCHED");
        }
        assertThat(target).hasContent("old");
        assertThat(Requests.names(scratch.path())).containsExactly("disk.raw");
    }

    @Test
    void aTemporaryFileThatCannotBeRemovedIsNamed() throws IOException {
        try (ChildCopy child = start(TargetMode.CREATE_NEW, "unlink,unlinkat:error=EIO:when=3+")) {
            assertThat(child.opened()).startsWith("OPEN ");
            String staged = child.opened().substring("OPEN ".length());
            assertThat(child.order("abandon"))
                    .startsWith("Abandoned[state=UNTOUCHED")
                    .contains("leftovers=[" + staged + "]");
        }
    }

    @Test
    void aLinkWhoseTemporaryNameStaysIsACompleteCopyAndNamesIt() throws IOException {
        try (ChildCopy child = start(TargetMode.CREATE_NEW, "unlink,unlinkat:error=EIO:when=3+")) {
            String staged = child.opened().substring("OPEN ".length());
            assertThat(child.order("flush")).isEqualTo("FLUSHED");
            assertThat(child.order("publish"))
                    .startsWith("Published[published=true, durable=true")
                    .contains("leftovers=[" + staged + "]");
        }
        assertThat(target).exists();
    }

    private ChildCopy start(TargetMode mode, String injection) throws IOException {
        return start(mode, injection, List.of());
    }

    private ChildCopy start(TargetMode mode, String injection, List<String> more) throws IOException {
        String calls = injection.substring(0, injection.indexOf(':'));
        List<String> strace = new ArrayList<>(List.of("strace", "-f", "-qqq", "--seccomp-bpf", "-o", "/dev/null"));
        strace.addAll(List.of("-e", "trace=" + calls, "-e", "inject=" + injection));
        strace.addAll(more);
        return ChildCopy.start(strace, Map.of(), mode, target, 15);
    }
}
