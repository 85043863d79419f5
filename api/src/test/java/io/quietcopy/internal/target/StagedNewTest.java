package io.quietcopy.internal.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.quietcopy.CopyException;
import io.quietcopy.CopyRefusedException;
import io.quietcopy.Durability;
import io.quietcopy.ErrorCode;
import io.quietcopy.FailureAction;
import io.quietcopy.TargetState;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.SeededBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StagedNewTest {
    private Scratch scratch;
    private Path target;

    @BeforeEach
    void makeFolder() throws IOException {
        scratch = Scratch.create();
        target = scratch.file("disk image.raw");
    }

    @AfterEach
    void removeFolder() throws IOException {
        scratch.close();
    }

    @ParameterizedTest
    @EnumSource(FileSystemKind.class)
    void aCopyAppearsWholeUnderItsName(FileSystemKind kind) throws IOException {
        Requirement.require(kind);
        try (MountedFileSystem fs = kind == FileSystemKind.OVERLAY
                ? MountedFileSystem.overlay(scratch.path())
                : MountedFileSystem.of(kind).mount()) {
            Path image = fs.file("disk.raw");
            long length = (8 << 20) + 511;
            byte[] data = SeededBytes.of(1, 0, 5000);
            try (TargetFile file = TargetFiles.open(Requests.createNew(image, length), Requests.HOST)) {
                assertThat(file.staged()).isTrue();
                Path staged = file.side().path();
                assertThat(staged.getParent()).isEqualTo(image.getParent());
                assertThat(file.side().identity())
                        .isEqualTo(FileFacts.of(staged).identity());
                assertThat(Files.size(staged))
                        .isEqualTo(length)
                        .isEqualTo(file.side().lengthBytes());
                assertThat(FileFacts.of(staged).mode()).isEqualTo(0600);
                file.confirmClaim();
                Requests.write(file, 4 << 20, data);
                file.trim();
                file.flush();
                assertThat(image).doesNotExist();

                Published published = file.publish(PublishGate.OPEN);

                assertThat(published).isEqualTo(new Published(true, true, List.of(), List.of()));
                assertThat(file.abandon(FailureAction.REMOVE, true).state()).isEqualTo(TargetState.COMPLETE);
            }
            assertThat(Requests.names(fs.path())).contains("disk.raw").noneMatch(name -> name.startsWith("."));
            FileFacts facts = FileFacts.of(image);
            assertThat(facts.links()).isEqualTo(1);
            assertThat(facts.mode()).isEqualTo(0600);
            byte[] expected = new byte[(int) length];
            System.arraycopy(data, 0, expected, 4 << 20, data.length);
            assertThat(Files.readAllBytes(image)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 511, 4096, 65536, 1_000_003, 1L << 40, (1L << 40) + 1})
    void aStagedFileIsOneHole(long length) throws IOException {
        Requirement.require(Requirement.CACHESTAT);
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, length), Requests.HOST)) {
            Path staged = file.side().path();
            assertThat(Files.size(staged)).isEqualTo(length);
            file.flush();
            assertThat(Allocation.allocatedBytes(staged)).isZero();
            // To cut a file within a page, some file systems look at that page.
            assertThat(Residency.of(staged).pages()).isLessThanOrEqualTo(length % Residency.pageBytes() == 0 ? 0 : 1);
            assertThat(Residency.of(staged).dirtyPages()).isZero();
        }
        assertThat(Requests.names(scratch.path())).isEmpty();
    }

    @Test
    void theLargestFileCanBeStaged() throws IOException {
        Requirement.require(FileSystemKind.EXT4);
        try (MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            long largest = (16L << 40) - 4096;
            Path image = fs.file("disk.raw");
            try (TargetFile file = TargetFiles.open(Requests.createNew(image, largest), Requests.HOST)) {
                assertThat(Files.size(file.side().path())).isEqualTo(largest);
            }
            assertThatExceptionOfType(CopyRefusedException.class)
                    .isThrownBy(() -> TargetFiles.open(Requests.createNew(image, largest + 1), Requests.HOST))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_TOO_LARGE));
            assertThat(Requests.names(fs.path())).isEmpty();
        }
    }

    @Test
    void theBlocksCanBeAllocated() throws IOException {
        TargetRequest request = Requests.with(Requests.createNew(target, 1 << 20), ZeroPolicy.ALLOCATE);
        try (TargetFile file = TargetFiles.open(request, Requests.HOST)) {
            assertThat(file.preallocated()).isTrue();
            assertThat(Allocation.allocatedBytes(file.side().path())).isGreaterThanOrEqualTo(1 << 20);
            assertThat(Files.size(file.side().path())).isEqualTo(1 << 20);
        }
    }

    @Test
    void hostServicesAllocateWhereTheyCan() throws IOException {
        List<Long> asked = new ArrayList<>();
        Host host = Host.local(Optional.of(new NoServices() {
            @Override
            public void allocate(Path file, long lengthBytes) {
                asked.add(lengthBytes);
            }
        }));
        TargetRequest request = Requests.with(Requests.createNew(target, 1 << 20), ZeroPolicy.ALLOCATE);
        try (TargetFile file = TargetFiles.open(request, host)) {
            assertThat(file.preallocated()).isTrue();
            assertThat(asked).containsExactly(1L << 20);
            assertThat(Allocation.allocatedBytes(file.side().path())).isZero();
        }
        try (TargetFile file = TargetFiles.open(request, Host.local(Optional.of(new NoServices())))) {
            assertThat(file.preallocated()).isTrue();
            assertThat(Allocation.allocatedBytes(file.side().path())).isGreaterThanOrEqualTo(1 << 20);
        }
    }

    @Test
    void blocksForWhichThereIsNoRoomAreNoticedAtOnce() throws IOException {
        Host host = Host.local(Optional.of(new NoServices() {
            @Override
            public void allocate(Path file, long lengthBytes) throws IOException {
                throw new FileSystemException(file.toString(), null, "No space left on device");
            }
        }));
        TargetRequest request = Requests.with(Requests.createNew(target, 1 << 20), ZeroPolicy.ALLOCATE);
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> TargetFiles.open(request, host))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE));
        assertThat(Requests.names(scratch.path())).isEmpty();
    }

    @Test
    void theModeIsTheOneAskedForWhateverTheUmask() throws IOException {
        TargetRequest request = Requests.createNew(target, 10, PosixFilePermissions.fromString("rw-rw-r-x"));
        try (TargetFile file = TargetFiles.open(request, Requests.HOST)) {
            file.flush();
            assertThat(FileFacts.of(file.side().path()).mode()).isEqualTo(0600);
            assertThat(file.publish(PublishGate.OPEN).published()).isTrue();
        }
        assertThat(FileFacts.of(target).mode()).isEqualTo(0665);
    }

    @Test
    void anExistingTargetIsRefused() throws IOException {
        Files.writeString(target, "old");
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> TargetFiles.open(Requests.createNew(target, 10), Requests.HOST))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_EXISTS));
        assertThat(Requests.names(scratch.path())).containsExactly("disk image.raw");
    }

    @Test
    void aLateComerKeepsTheName() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 10), Requests.HOST)) {
            file.flush();
            // After the last look, before the name is taken.
            PublishGate lateComer = () -> {
                write(target, "theirs");
                return true;
            };
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> file.publish(lateComer))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_EXISTS));
            assertThat(file.abandon(FailureAction.REMOVE, true).state()).isEqualTo(TargetState.UNTOUCHED);
        }
        assertThat(target).hasContent("theirs");
        assertThat(Requests.names(scratch.path())).containsExactly("disk image.raw");
    }

    @Test
    void aLateComerMayBeADanglingLink() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 10), Requests.HOST)) {
            file.flush();
            Files.createSymbolicLink(target, scratch.file("elsewhere"));
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> file.publish(PublishGate.OPEN))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_EXISTS));
        }
        assertThat(target).isSymbolicLink();
        assertThat(scratch.file("elsewhere")).doesNotExist();
    }

    @Test
    void nothingIsPublishedThroughAShutGate() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 10), Requests.HOST)) {
            file.flush();
            assertThat(file.publish(() -> false).published()).isFalse();
            assertThat(file.abandon(FailureAction.REMOVE, true))
                    .satisfies(end -> assertThat(end.state()).isEqualTo(TargetState.REMOVED))
                    .satisfies(end -> assertThat(end.leftovers()).isEmpty());
        }
        assertThat(Requests.names(scratch.path())).isEmpty();
    }

    @Test
    void nothingIsPublishedUnflushed() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 10), Requests.HOST)) {
            assertThatIllegalStateException().isThrownBy(() -> file.publish(PublishGate.OPEN));
        }
        assertThat(Requests.names(scratch.path())).isEmpty();
    }

    @Test
    void whoWaivesDurabilityIsToldSo() throws IOException {
        TargetRequest request = Requests.with(Requests.createNew(target, 10), Durability.NONE);
        try (TargetFile file = TargetFiles.open(request, Requests.HOST)) {
            assertThat(file.publish(PublishGate.OPEN).durable()).isFalse();
            assertThat(file.abandon(FailureAction.REMOVE, true).state()).isEqualTo(TargetState.COMPLETE_NOT_DURABLE);
        }
        assertThat(target).exists();
    }

    @Test
    void whatAnEnginePaddedIsCutOff() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 1000), Requests.HOST)) {
            Requests.write(file, 0, SeededBytes.of(2, 0, 4096));
            file.trim();
            file.flush();
            file.publish(PublishGate.OPEN);
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(SeededBytes.of(2, 0, 1000));
    }

    @Test
    void aFileThatBecameShorterIsAFailure() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 1000), Requests.HOST)) {
            FileChannel.open(file.side().path(), StandardOpenOption.WRITE)
                    .truncate(999)
                    .close();
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(file::trim)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SHORT_COPY));
        }
    }

    @Test
    void anAbandonedFileCanBeKept() throws IOException {
        Path kept;
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 4), Requests.HOST)) {
            Requests.write(file, 0, "half".getBytes(StandardCharsets.US_ASCII));
            Abandoned end = file.abandon(FailureAction.KEEP, true);
            assertThat(end.state()).isEqualTo(TargetState.UNTOUCHED);
            assertThat(end.problems()).isEmpty();
            assertThat(end.leftovers()).hasSize(1);
            kept = end.leftovers().get(0);
        }
        assertThat(kept).hasContent("half");
        assertThat(kept.getParent()).isEqualTo(target.getParent());
        // It is in nobody's way.
        TargetFiles.open(Requests.createNew(target, 4), Requests.HOST).close();
    }

    @Test
    void onlyTheOwnFileIsRemoved() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 4), Requests.HOST)) {
            Path staged = file.side().path();
            Files.delete(staged);
            Files.writeString(staged, "somebody else's");
            Abandoned end = file.abandon(FailureAction.REMOVE, true);
            assertThat(end.problems()).hasSize(1);
            assertThat(staged).hasContent("somebody else's");
        }
    }

    @Test
    void anotherFileUnderTheTemporaryNameIsNotPublished() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 4), Requests.HOST)) {
            file.flush();
            Path staged = file.side().path();
            Files.delete(staged);
            Files.writeString(staged, "evil");
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> file.publish(PublishGate.OPEN))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_FAILED));
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void twoCopiesToOneNameKeepOffEachOther() throws IOException {
        try (TargetFile first = TargetFiles.open(Requests.createNew(target, 4), Requests.HOST)) {
            assertThatExceptionOfType(CopyRefusedException.class)
                    .isThrownBy(() -> TargetFiles.open(Requests.createNew(target, 4), Requests.HOST))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_BUSY))
                    .withMessageContaining(first.side().path().getFileName().toString());
            assertThat(Requests.names(scratch.path())).hasSize(1);
            // Another name in the same folder is another target.
            TargetFiles.open(Requests.createNew(scratch.file("other"), 4), Requests.HOST)
                    .close();
        }
        TargetFiles.open(Requests.createNew(target, 4), Requests.HOST).close();
    }

    @Test
    void ofTwoThatBeginAtOnceAtMostOneGoesOn() throws Exception {
        for (int round = 0; round < 100; round++) {
            CyclicBarrier start = new CyclicBarrier(2);
            CyclicBarrier bothHaveTried = new CyclicBarrier(2);
            Callable<Boolean> copy = () -> {
                start.await();
                try (TargetFile file = TargetFiles.open(Requests.createNew(target, 4), Requests.HOST)) {
                    bothHaveTried.await();
                    return file.staged();
                } catch (CopyRefusedException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.TARGET_BUSY);
                    bothHaveTried.await();
                    return false;
                }
            };
            FutureTask<Boolean> other = new FutureTask<>(copy);
            new Thread(other).start();
            boolean first = copy.call();
            assertThat(first && other.get()).isFalse();
            assertThat(other.get()).isIn(true, false);
            assertThat(Requests.names(scratch.path())).isEmpty();
        }
    }

    @Test
    void aRenameThatNeverReplacesIsPreferred() throws IOException {
        List<Path> renamed = new ArrayList<>();
        Host host = Host.local(Optional.of(new NoServices() {
            @Override
            public void renameNoReplace(Path from, Path to) throws IOException {
                Files.createLink(to, from);
                Files.delete(from);
                renamed.add(to);
            }
        }));
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 4), host)) {
            assertThat(Requests.names(scratch.path())).hasSize(1);
            file.flush();
            assertThat(file.publish(PublishGate.OPEN)).isEqualTo(new Published(true, true, List.of(), List.of()));
        }
        assertThat(renamed).hasSize(2).endsWith(target);
        assertThat(Requests.names(scratch.path())).containsExactly("disk image.raw");
    }

    @Test
    void hostServicesWithoutSuchARenameLeaveTheLink() throws IOException {
        Host host = Host.local(Optional.of(new NoServices()));
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 4), host)) {
            file.flush();
            assertThat(file.publish(PublishGate.OPEN).published()).isTrue();
        }
        assertThat(Requests.names(scratch.path())).containsExactly("disk image.raw");
    }

    @Test
    void scratchFilesAreRemovedInTheEnd() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.createNew(target, 4), Requests.HOST)) {
            Path first = file.newScratchFile();
            Path second = file.newScratchFile();
            assertThat(FileFacts.of(first).mode()).isEqualTo(0600);
            assertThat(second).isEmptyFile().isNotEqualTo(first);
            Files.delete(second);
            file.flush();
            file.publish(PublishGate.OPEN);
        }
        assertThat(Requests.names(scratch.path())).containsExactly("disk image.raw");
    }

    @Test
    void aFullFileSystemIsNamed() throws IOException {
        Requirement.require(FileSystemKind.TMPFS);
        try (MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.TMPFS).mount()) {
            fs.fill(0);
            assertThatExceptionOfType(CopyRefusedException.class)
                    .isThrownBy(() -> TargetFiles.open(Requests.createNew(fs.file("disk"), 4), Requests.HOST))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE))
                    .satisfies(e -> assertThat(e.errno()).hasValue(28));
            assertThat(Requests.names(fs.path())).noneMatch(name -> name.startsWith(StagedName.PREFIX));
        }
    }

    @Test
    void aReadOnlyFileSystemIsNamed() throws IOException {
        Requirement.require(FileSystemKind.TMPFS);
        try (MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.TMPFS).mount()) {
            fs.remountReadOnly();
            assertThatExceptionOfType(CopyRefusedException.class)
                    .isThrownBy(() -> TargetFiles.open(Requests.createNew(fs.file("disk"), 4), Requests.HOST))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_READ_ONLY));
        }
    }

    @Test
    void aMissingFolderIsNamed() {
        Path nowhere = scratch.file("no/such/folder/disk");
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> TargetFiles.open(Requests.createNew(nowhere, 4), Requests.HOST))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_PARENT_MISSING));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
