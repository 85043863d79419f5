package io.quietcopy.internal.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.Leftovers;
import io.quietcopy.Leftovers.Leftover;
import io.quietcopy.TargetMode;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeftoversTest {
    private Scratch scratch;
    private ProcessIdentity self;

    @BeforeEach
    void makeFolder() throws IOException {
        scratch = Scratch.create();
        self = ProcessIdentity.current(Requests.HOST);
        Files.writeString(scratch.file("disk.raw"), "an image");
        Files.writeString(scratch.file(".other"), "somebody else's");
    }

    @AfterEach
    void removeFolder() throws IOException {
        scratch.close();
    }

    @Test
    void aFolderWithoutLeftoversHasNone() throws IOException {
        assertThat(Leftovers.find(scratch.path())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = TargetMode.class,
            names = {"CREATE_NEW", "REPLACE"})
    void whatAKilledProcessLeftIsRemovedAndNotBefore(TargetMode mode) throws Exception {
        Path target = mode == TargetMode.REPLACE ? scratch.file("disk.raw") : scratch.file("new.raw");
        try (ChildCopy child = ChildCopy.start(mode, target, 1000)) {
            assertThat(child.opened()).startsWith("OPEN ");
            Path staged = Path.of(child.opened().substring("OPEN ".length()));

            Leftover living = only();
            assertThat(living.path()).isEqualTo(staged);
            assertThat(living.removable()).isFalse();
            assertThat(living.owner()).isEqualTo("process " + child.pid() + " of this host, still running");
            assertThat(living.remove()).isFalse();
            assertThat(staged).exists();

            child.kill();

            assertThat(living.removable()).isTrue();
            assertThat(only().owner()).isEqualTo("process " + child.pid() + " of this host, ended");
            assertThat(only().remove()).isTrue();
            assertThat(living.remove()).isFalse();
            assertThat(Requests.names(scratch.path())).containsExactly(".other", "disk.raw");
        }
    }

    @Test
    void aCopyOfThisProcessStays() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.createNew(scratch.file("new.raw"), 1000), Requests.HOST)) {
            Leftover own = only();
            assertThat(own.remove()).isFalse();
            assertThat(KernelLocks.heldByThisProcess(
                            Path.of("/proc"), file.side().identity()))
                    .isTrue();
            file.flush();
            assertThat(file.publish(PublishGate.OPEN).published()).isTrue();
        }
    }

    @Test
    void anotherHostsFileStays() throws IOException {
        make(new ProcessIdentity("00000000", self.boot(), self.pidNamespace(), 1 << 22, 1));
        assertThat(only().owner()).endsWith("of another host");
        assertThat(only().remove()).isFalse();
    }

    @Test
    void anotherContainersFileStays() throws IOException {
        make(new ProcessIdentity(self.host(), self.boot(), 1, 1 << 22, 1));
        assertThat(only().owner()).contains("another container");
        assertThat(only().remove()).isFalse();
    }

    @Test
    void aFileFromBeforeTheLastBootGoes() throws IOException {
        make(new ProcessIdentity(self.host(), "00000000", 1, self.pid(), self.startTicks()));
        assertThat(only().remove()).isTrue();
    }

    @Test
    void theNumberOfALivingProcessWithAnotherStartSavesNoFile() throws IOException {
        make(new ProcessIdentity(self.host(), self.boot(), self.pidNamespace(), self.pid(), self.startTicks() + 1));
        assertThat(only().remove()).isTrue();
    }

    @Test
    void aLockedFileStaysThoughItsOwnerSeemsGone() throws Exception {
        // As after a virtual machine was cloned with its identity: same host, another boot, and yet alive.
        try (ChildCopy child = ChildCopy.start(TargetMode.CREATE_NEW, scratch.file("new.raw"), 1000)) {
            Path staged = Path.of(child.opened().substring("OPEN ".length()));
            Path renamed = scratch.file(name(new ProcessIdentity(self.host(), "00000000", 1, 2, 3)));
            Files.move(staged, renamed);
            assertThat(only().removable()).isTrue();
            assertThat(only().remove()).isFalse();
            child.kill();
            assertThat(only().remove()).isTrue();
        }
    }

    @Test
    void aFileExchangedMeanwhileStays() throws IOException {
        Path file = make(new ProcessIdentity(self.host(), "00000000", 1, 2, 3));
        Leftover found = only();
        // The old file lives on under another name, so that the new one cannot get its inode.
        Files.move(file, scratch.file("moved"));
        Files.writeString(file, "another file of the same name");
        assertThat(found.remove()).isFalse();
        assertThat(file).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".quietcopy-",
                ".quietcopy-notes.txt",
                ".quietcopy-00000000-00000000-00000000-1-2-3-00000000000000000000000000000000.par"
            })
    void aNameThatCannotBeReadSavesTheFile(String name) throws IOException {
        Files.createFile(scratch.file(name));
        assertThat(only().removable()).isFalse();
        assertThat(only().owner()).startsWith("unknown");
        assertThat(only().remove()).isFalse();
    }

    @Test
    void aFolderOfThatNameStays() throws IOException {
        Files.createDirectory(scratch.file(name(new ProcessIdentity(self.host(), "00000000", 1, 2, 3))));
        assertThat(only().remove()).isFalse();
    }

    @Test
    void aLinkOfThatNameStays() throws IOException {
        Files.createSymbolicLink(
                scratch.file(name(new ProcessIdentity(self.host(), "00000000", 1, 2, 3))), scratch.file("disk.raw"));
        assertThat(only().remove()).isFalse();
        assertThat(scratch.file("disk.raw")).hasContent("an image");
    }

    @Test
    void theTargetOfACopyKilledBetweenLinkAndUnlinkStaysWhole() throws IOException {
        Path file = make(new ProcessIdentity(self.host(), "00000000", 1, 2, 3));
        Files.writeString(file, "complete");
        Files.createLink(scratch.file("new.raw"), file);
        assertThat(only().remove()).isTrue();
        assertThat(scratch.file("new.raw")).hasContent("complete");
        assertThat(FileFacts.of(scratch.file("new.raw")).links()).isEqualTo(1);
    }

    private Leftover only() throws IOException {
        List<Leftover> found = Leftovers.find(scratch.path());
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private Path make(ProcessIdentity owner) throws IOException {
        return Files.createFile(scratch.file(name(owner)));
    }

    private static String name(ProcessIdentity owner) {
        return new StagedName(StagedName.Kind.PART, "89abcdef", owner, "0123456789abcdef".repeat(2)).format();
    }
}
