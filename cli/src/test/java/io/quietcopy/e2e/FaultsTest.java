package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.ErrorCode;
import io.quietcopy.SourceChangePolicy;
import io.quietcopy.TargetMode;
import io.quietcopy.TargetState;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.NbdStore;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Storage that fails, sources that change, children that are killed: a typed error, and nothing that looks like a copy. */
@EachEngine
@Timeout(120)
class FaultsTest {
    private static final long LENGTH = 24 * Copies.MIB + 512;
    private static final long MIDDLE = 2 * Copies.MIB;
    private static final long PACE = 12;

    private static final int EIO = 5;

    private final Engine engine;
    private Scratch scratch;

    FaultsTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void setUp() throws IOException {
        engine.require();
        scratch = Scratch.create();
    }

    @AfterEach
    void tearDown() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    private CopyRequest.Builder request(Path source, Path target) {
        return engine.from(source, target);
    }

    /** Slow enough for something to happen in the middle. */
    private CopyRequest.Builder slow(Path source, Path target) {
        return request(source, target).pace(Copies.mibPerSecond(PACE));
    }

    private void assertRemoved(CopyException e, Path target) throws IOException {
        assertThat(e.targetState()).isEqualTo(TargetState.REMOVED);
        assertThat(e.leftovers()).isEmpty();
        assertThat(Copies.names(target.getParent())).isEmpty();
    }

    private Path emptyFolder() throws IOException {
        return Files.createDirectory(scratch.file("folder"));
    }

    @Test
    void aBadBlockOfTheSourceIsAReadErrorThere() throws Exception {
        Requirement.require(Requirement.LOOP);
        Path backing = DiskImages.random(scratch.file("backing"), 8 * Copies.MIB, 1);
        Path target = emptyFolder().resolve("target");
        try (LoopDevice source = LoopDevice.attach(backing, 512)) {
            try (FileChannel shorten = FileChannel.open(backing, StandardOpenOption.WRITE)) {
                shorten.truncate(5 * Copies.MIB + 8192); // the device does not hear of it
            }
            CopyException e = engine.failure(request(source.path(), target).build());

            assertThat(e.code()).isEqualTo(ErrorCode.READ_FAILED);
            assertThat(e.phase()).contains(CopyPhase.TRANSFER);
            assertThat(e.path()).contains(source.path());
            assertThat(e.byteOffset().orElseThrow())
                    .isBetween(
                            5 * Copies.MIB - Copies.IN_FLIGHT, 5 * Copies.MIB + 8192 + Copies.IN_FLIGHT_AT_FULL_PACE);
            assertThat(e.errno()).hasValue(EIO);
            assertThat(e.engine()).contains(engine.id());
            assertRemoved(e, target);
        }
    }

    @Test
    void aSourceThatBeginsToFailIsAReadError() throws Exception {
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        Path backing = DiskImages.random(scratch.file("backing"), 24 * Copies.MIB, 1);
        Path target = emptyFolder().resolve("target");
        try (NbdStore store =
                NbdStore.over(backing).writeBack(false).faults("EIO", "pread").start()) {
            Midway fails = Midway.at(MIDDLE, store::startFaults);

            CopyException e = engine.failure(slow(store.file(), target).build(), fails);

            assertThat(e.code()).isEqualTo(ErrorCode.READ_FAILED);
            assertThat(e.path()).contains(store.file());
            assertThat(e.byteOffset().orElseThrow())
                    .isGreaterThanOrEqualTo(fails.await().doneBytes() - Copies.IN_FLIGHT);
            assertThat(e.errno()).hasValue(EIO);
            assertRemoved(e, target);
        }
    }

    @Test
    void aTargetThatBeginsToFailIsAWriteErrorAndWrittenInPart() throws Exception {
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        Path source = DiskImages.random(scratch.file("source"), 24 * Copies.MIB, 1);
        Path backing = DiskImages.random(scratch.file("backing"), 24 * Copies.MIB, 2);
        try (NbdStore store =
                NbdStore.over(backing).writeBack(false).faults("EIO", "pwrite").start()) {
            Midway fails = Midway.at(MIDDLE, store::startFaults);

            CopyException e = engine.failure(
                    slow(source, store.file()).mode(TargetMode.IN_PLACE).build(), fails);

            assertThat(e.code()).isEqualTo(ErrorCode.WRITE_FAILED);
            assertThat(e.phase()).contains(CopyPhase.TRANSFER);
            assertThat(e.path()).contains(store.file());
            assertThat(e.errno()).hasValue(EIO);
            assertThat(e.targetState()).isEqualTo(TargetState.PARTIAL);
            assertThat(e.lengthBefore()).hasValue(24 * Copies.MIB);
            store.stopFaults();
            long arrived = fails.await().doneBytes() - Copies.IN_FLIGHT;
            assertThat(e.byteOffset().orElseThrow()).isGreaterThanOrEqualTo(arrived);
            ByteCompare.assertSame(source, 0, store.file(), 0, arrived);
        }
    }

    /** The engine's writes succeed; only the flush tells that they went nowhere. */
    @ParameterizedTest(name = "of a device: {0}")
    @ValueSource(booleans = {false, true})
    void aFailedFlushIsAFailedCopy(boolean device) throws Exception {
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE, Requirement.LOOP);
        Path source = DiskImages.random(scratch.file("source"), 8 * Copies.MIB, 1);
        Path backing = DiskImages.random(scratch.file("backing"), 8 * Copies.MIB, 2);
        try (NbdStore store = NbdStore.over(backing).faults("EIO", "pwrite").start();
                LoopDevice loop = device ? LoopDevice.attach(store.file(), 512) : null) {
            Path target = loop == null ? store.file() : loop.path();
            store.startFaults();

            CopyException e = engine.failure(
                    request(source, target).mode(TargetMode.IN_PLACE).build());

            store.stopFaults();
            assertThat(e.code()).isEqualTo(ErrorCode.FLUSH_FAILED);
            assertThat(e.phase()).contains(CopyPhase.FLUSH);
            assertThat(e.path()).contains(target);
            assertThat(e.errno()).hasValue(EIO);
            assertThat(e.targetState()).isEqualTo(TargetState.PARTIAL);
        }
    }

    /**
     * The same below a file system, which breaks by it and becomes read-only, so that what was staged cannot be removed and
     * has to be named.
     */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CREATE_NEW", "REPLACE"})
    void aFailedFlushPublishesNothing(TargetMode mode) throws Exception {
        engine.require(FileSystemKind.EXT4);
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        Path source = DiskImages.random(scratch.file("source"), 8 * Copies.MIB, 1);
        Path backing = DiskImages.ext4(scratch.file("backing"), 64 * Copies.MIB, 1, 2);
        try (NbdStore store = NbdStore.over(backing).faults("EIO", "pwrite").start();
                MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4)
                        .existingImage(store.file())
                        .mount()) {
            Path target = place.file("target");
            if (mode == TargetMode.REPLACE) {
                Files.writeString(target, "old");
                Copies.run("sync", "-f", target.toString());
            }
            Midway fails = Midway.at(MIDDLE, store::startFaults);

            CopyException e = engine.failure(slow(source, target).mode(mode).build(), fails);

            fails.await();
            assertThat(e.code()).isEqualTo(ErrorCode.FLUSH_FAILED);
            assertThat(e.phase()).contains(CopyPhase.FLUSH);
            assertThat(e.leftovers()).allMatch(Files::exists);
            assertThat(e.targetState())
                    .isEqualTo(
                            mode == TargetMode.CREATE_NEW && e.leftovers().isEmpty()
                                    ? TargetState.REMOVED
                                    : TargetState.UNTOUCHED);
            if (mode == TargetMode.REPLACE) {
                assertThat(target).hasContent("old");
            } else {
                assertThat(target).doesNotExist();
            }
            store.stopFaults();
        }
    }

    /** What happens to a source while it is copied. */
    enum Change {
        SHRINKS(ErrorCode.SOURCE_SHRANK) {
            @Override
            void happen(Path source) throws IOException {
                try (FileChannel channel = FileChannel.open(source, StandardOpenOption.WRITE)) {
                    channel.truncate(LENGTH - 7 * Copies.MIB);
                }
            }
        },
        GROWS(ErrorCode.SOURCE_CHANGED) {
            @Override
            void happen(Path source) throws IOException {
                Files.write(source, new byte[1000], StandardOpenOption.APPEND);
            }
        },
        IS_WRITTEN(ErrorCode.SOURCE_CHANGED) {
            @Override
            void happen(Path source) throws IOException {
                try (FileChannel channel = FileChannel.open(source, StandardOpenOption.WRITE)) {
                    assertThat(channel.write(ByteBuffer.allocate(10), LENGTH - 10))
                            .isEqualTo(10);
                }
            }
        },
        IS_REPLACED(ErrorCode.SOURCE_CHANGED) {
            @Override
            void happen(Path source) throws IOException {
                Path other = DiskImages.random(source.resolveSibling("other"), LENGTH, 77);
                Files.move(other, source, StandardCopyOption.ATOMIC_MOVE);
            }
        },
        IS_DELETED(ErrorCode.SOURCE_CHANGED) {
            @Override
            void happen(Path source) throws IOException {
                Files.delete(source);
            }
        };

        private final ErrorCode code;

        Change(ErrorCode code) {
            this.code = code;
        }

        abstract void happen(Path source) throws IOException;
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aSourceThatChangesFailsTheCopy(Change change) throws Exception {
        Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
        Path target = emptyFolder().resolve("target");
        Midway changes = Midway.at(MIDDLE, () -> change.happen(source));

        CopyException e = engine.failure(slow(source, target).build(), changes);

        changes.await();
        assertThat(e.code()).isEqualTo(change.code);
        assertThat(e.path()).contains(source);
        assertThat(e.phase()).contains(CopyPhase.TRANSFER);
        assertRemoved(e, target);
    }

    /** Whoever asks for it gets the source as it was long, whatever became of its name. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"GROWS", "IS_REPLACED", "IS_DELETED"})
    void aFixedLengthIsCopiedOfASourceThatChanges(Change change) throws Exception {
        Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
        Path asItWas = Files.copy(source, scratch.file("as it was"));
        Path target = emptyFolder().resolve("target");
        Midway changes = Midway.at(MIDDLE, () -> change.happen(source));

        CopyReport report = engine.copy(
                slow(source, target)
                        .sourceChange(SourceChangePolicy.FIXED_LENGTH)
                        .build(),
                changes);

        changes.await();
        assertThat(report.totalBytes()).isEqualTo(LENGTH);
        ByteCompare.assertSame(asItWas, target);
    }

    @Test
    void aSourceThatShrinksFailsACopyOfFixedLengthToo() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
        Path target = emptyFolder().resolve("target");
        Midway changes = Midway.at(MIDDLE, () -> Change.SHRINKS.happen(source));

        CopyException e = engine.failure(
                slow(source, target)
                        .sourceChange(SourceChangePolicy.FIXED_LENGTH)
                        .build(),
                changes);

        changes.await();
        assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_SHRANK);
        assertThat(e.byteOffset()).hasValue(LENGTH - 7 * Copies.MIB);
        assertRemoved(e, target);
    }
}
