package io.quietcopy.internal.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quietcopy.CopyRefusedException;
import io.quietcopy.ErrorCode;
import io.quietcopy.FailureAction;
import io.quietcopy.TargetState;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.SeededBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InPlaceFileTest {
    private static final byte[] OLD = SeededBytes.of(3, 0, 10_000);

    private Scratch scratch;
    private Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        scratch = Scratch.create();
        target = scratch.file("disk.raw");
        Files.write(target, OLD);
    }

    @AfterEach
    void removeTarget() throws IOException {
        scratch.close();
    }

    @ParameterizedTest
    @EnumSource(FileSystemKind.class)
    void onlyTheWrittenBytesChange(FileSystemKind kind) throws IOException {
        Requirement.require(kind);
        try (MountedFileSystem fs = kind == FileSystemKind.OVERLAY
                ? MountedFileSystem.overlay(scratch.path())
                : MountedFileSystem.of(kind).mount()) {
            Path image = fs.file("disk.raw");
            Files.write(image, OLD);
            FileFacts before = FileFacts.of(image);
            byte[] data = SeededBytes.of(4, 0, 100);
            try (TargetFile file = TargetFiles.open(Requests.inPlace(image, 5000), Requests.HOST)) {
                assertThat(file.staged()).isFalse();
                assertThat(file.side().path()).isEqualTo(image);
                assertThat(file.side().lengthBytes()).isEqualTo(10_000);
                assertThat(file.guard()).startsWith("locked with fcntl");
                file.confirmClaim();
                Requests.write(file, 4900, data);
                file.trim();
                file.flush();
                assertThat(file.publish(PublishGate.OPEN)).isEqualTo(new Published(true, true, List.of(), List.of()));
                assertThat(file.abandon(FailureAction.REMOVE, true).state()).isEqualTo(TargetState.COMPLETE);
            }
            byte[] expected = OLD.clone();
            System.arraycopy(data, 0, expected, 4900, 100);
            assertThat(Files.readAllBytes(image)).isEqualTo(expected);
            FileFacts after = FileFacts.of(image);
            assertThat(after.identity()).isEqualTo(before.identity());
            assertThat(after.mode()).isEqualTo(before.mode());
        }
    }

    @Test
    void aFileThatIsTooShortGrows() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.inPlace(target, 1 << 30), Requests.HOST)) {
            assertThat(file.side().lengthBytes()).isEqualTo(1 << 30);
            assertThat(Files.size(target)).isEqualTo(1 << 30);
            assertThat(Allocation.allocatedBytes(target)).isLessThan(1 << 20);
            Requests.write(file, 20_000, OLD);
            file.flush();
            file.publish(PublishGate.OPEN);
        }
        assertThat(Files.size(target)).isEqualTo(1 << 30);
        try (InputStream input = Files.newInputStream(target)) {
            byte[] expected = new byte[30_000];
            System.arraycopy(OLD, 0, expected, 0, 10_000);
            System.arraycopy(OLD, 0, expected, 20_000, 10_000);
            assertThat(input.readNBytes(30_000)).isEqualTo(expected);
        }
    }

    @Test
    void aFileThatGrewForNothingGetsItsLengthBack() throws IOException {
        FileTime time = FileTime.from(Instant.parse("2020-02-02T02:02:02.123456Z"));
        Files.setLastModifiedTime(target, time);
        try (TargetFile file = TargetFiles.open(Requests.inPlace(target, 20_000), Requests.HOST)) {
            Abandoned end = file.abandon(FailureAction.REMOVE, false);
            assertThat(end.state()).isEqualTo(TargetState.UNTOUCHED);
            assertThat(end.lengthBefore()).hasValue(10_000);
            assertThat(end.problems()).isEmpty();
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(OLD);
        assertThat(Files.getLastModifiedTime(target)).isEqualTo(time);
    }

    @Test
    void aFileThatWasWrittenStaysAsItIs() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.inPlace(target, 20_000), Requests.HOST)) {
            Requests.write(file, 15_000, new byte[] {1});
            Abandoned end = file.abandon(FailureAction.REMOVE, true);
            assertThat(end.state()).isEqualTo(TargetState.PARTIAL);
            assertThat(end.lengthBefore()).hasValue(10_000);
        }
        assertThat(Files.size(target)).isEqualTo(20_000);
    }

    @Test
    void anEngineThatNeverWroteLeavesAnUntouchedFile() throws IOException {
        FileFacts before = FileFacts.of(target);
        try (TargetFile file = TargetFiles.open(Requests.inPlace(target, 5000), Requests.HOST)) {
            assertThat(file.abandon(FailureAction.KEEP, false).state()).isEqualTo(TargetState.UNTOUCHED);
        }
        assertThat(FileFacts.of(target)).isEqualTo(before);
    }

    @Test
    void nothingIsPublishedThroughAShutGate() throws IOException {
        try (TargetFile file = TargetFiles.open(Requests.inPlace(target, 5000), Requests.HOST)) {
            file.flush();
            assertThat(file.publish(() -> false).published()).isFalse();
            assertThat(file.abandon(FailureAction.REMOVE, true).state()).isEqualTo(TargetState.PARTIAL);
        }
    }

    @Test
    void anExchangedTargetIsRefused() throws IOException {
        TargetRequest request = Requests.inPlace(target, 5000);
        Files.move(target, scratch.file("moved"));
        assertChanged(request);
        Files.writeString(target, "another");
        assertChanged(request);
        Files.delete(target);
        Files.createSymbolicLink(target, scratch.file("moved"));
        assertChanged(request);
        assertThat(Files.readAllBytes(scratch.file("moved"))).isEqualTo(OLD);
    }

    private static void assertChanged(TargetRequest request) {
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> TargetFiles.open(request, Requests.HOST))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_CHANGED));
    }

    @Test
    void twoCopiesKeepOffEachOtherAndTheFirstKeepsItsLock() throws IOException {
        TargetRequest request = Requests.inPlace(target, 5000);
        try (TargetFile first = TargetFiles.open(request, Requests.HOST)) {
            assertBusy(request);
            assertThat(KernelLocks.heldByThisProcess(
                            Path.of("/proc"), first.side().identity()))
                    .isTrue();
        }
        TargetFiles.open(request, Requests.HOST).close();
    }

    @Test
    void aLockThatAnEngineLostIsTakenAgain() throws IOException {
        TargetRequest request = Requests.inPlace(target, 5000);
        try (TargetFile file = TargetFiles.open(request, Requests.HOST)) {
            Requests.write(file, 0, new byte[] {1});
            assertThat(KernelLocks.heldByThisProcess(
                            Path.of("/proc"), file.side().identity()))
                    .isFalse();
            file.confirmClaim();
            assertThat(KernelLocks.heldByThisProcess(
                            Path.of("/proc"), file.side().identity()))
                    .isTrue();
        }
    }

    @Test
    void aCopyThatReplacesTheFileIsInTheWayAndTheOtherWayRound() throws IOException {
        TargetRequest inPlace = Requests.inPlace(target, 5000);
        TargetRequest replace = Requests.replace(target, 5000);
        try (TargetFile first = TargetFiles.open(replace, Requests.HOST)) {
            assertBusy(inPlace);
            assertThat(first.staged()).isTrue();
        }
        try (TargetFile first = TargetFiles.open(inPlace, Requests.HOST)) {
            assertBusy(replace);
            assertThat(KernelLocks.heldByThisProcess(
                            Path.of("/proc"), first.side().identity()))
                    .isTrue();
        }
        assertThat(Requests.names(scratch.path())).containsExactly("disk.raw");
    }

    private static void assertBusy(TargetRequest request) {
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> TargetFiles.open(request, Requests.HOST))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_BUSY));
    }

    @Test
    void aFullFileSystemLeavesTheFileAsItWas() throws IOException {
        Requirement.require(FileSystemKind.TMPFS);
        try (MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.TMPFS).mount()) {
            Path image = fs.file("disk.raw");
            Files.write(image, OLD);
            fs.fill(0);
            assertThatExceptionOfType(CopyRefusedException.class)
                    .isThrownBy(() -> TargetFiles.open(Requests.inPlace(image, 1 << 20), Requests.HOST))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE));
            assertThat(Files.readAllBytes(image)).isEqualTo(OLD);
        }
    }
}
