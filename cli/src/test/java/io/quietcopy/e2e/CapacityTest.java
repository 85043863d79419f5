package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CachePolicy;
import io.quietcopy.Copier;
import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyPlan;
import io.quietcopy.CopyReport;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetState;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** How much room a copy takes, and what happens when there is too little. */
@EachEngineAndNoServices
@Timeout(120)
class CapacityTest {
    private static final long GIB = 1 << 30;
    private static final int ENOSPC = 28;

    private final Engine engine;

    CapacityTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void needEngine() {
        engine.require();
    }

    private static Path withEightMebibytes(Path image, long lengthBytes) throws Exception {
        List<Allocation.Range> data = DiskImages.seededRanges(lengthBytes, 8, 2 * Copies.MIB, 1).stream()
                .map(range -> new Allocation.Range(range.offsetBytes(), Copies.MIB))
                .toList();
        return DiskImages.sparse(image, lengthBytes, 1, data);
    }

    @Test
    void aTebibyteWithLittleDataIsAcceptedForASmallDisk() throws Exception {
        engine.require(FileSystemKind.EXT4);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem place =
                        MountedFileSystem.of(FileSystemKind.EXT4).mount();
                Copier copier = engine.copier()) {
            Path source = withEightMebibytes(scratch.file("source"), 1024 * GIB);
            assertThat(place.freeBytes()).isLessThan(64 * Copies.MIB);

            CopyPlan plan =
                    copier.explain(engine.from(source, place.file("target")).build());

            assertThat(plan.totalBytes()).isEqualTo(1024 * GIB);
            assertThat(Copies.names(place.path())).isEmpty();
        }
    }

    @Test
    void aLargeSparseImageFitsOnASmallDisk() throws Exception {
        engine.require(FileSystemKind.EXT4);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem place =
                        MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            // Who does not know the holes has to read them.
            long length = engine.hasHostServices() ? 1024 * GIB + 511 : 2 * GIB;
            Path source = withEightMebibytes(scratch.file("source"), length);
            Path target = place.file("target");
            Copies.evict(source);

            CopyReport report = engine.copy(engine.from(source, target).build());

            LoggerFactory.getLogger(CapacityTest.class).info("8 MiB of data in {} took {}", length, report.elapsed());
            assertThat(Files.size(target)).isEqualTo(length);
            assertThat(Allocation.allocatedBytes(target)).isBetween(8 * Copies.MIB, 16 * Copies.MIB);
            assertThat(report.skippedBytes()).isGreaterThan(length - 16 * Copies.MIB);
            Copies.assertNoResidue(source);
            Copies.assertNoResidue(target);
            ByteCompare.assertSame(source, target);
        }
    }

    /** Of a device it is not known what is data, so it is one piece for the engine. */
    @Test
    void moreThanFourGibibytesInOneExtentArrive() throws Exception {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create()) {
            long length = 4 * GIB + 9 * 512;
            Path backing = DiskImages.sparse(
                    scratch.file("backing"),
                    length,
                    1,
                    List.of(
                            new Allocation.Range(0, 5000),
                            new Allocation.Range(4 * GIB - 100_000, 104_096),
                            new Allocation.Range(length - 512, 512)));
            Path target = scratch.file("target");
            try (LoopDevice source = LoopDevice.attach(backing, 512)) {
                CopyReport report =
                        engine.copy(engine.from(source.path(), target).build());

                LoggerFactory.getLogger(CapacityTest.class).info("4 GiB of a device took {}", report.elapsed());
                assertThat(report.totalBytes()).isEqualTo(length);
            }
            Copies.assertNoResidue(target);
            ByteCompare.assertSame(backing, target);
        }
    }

    /** Nobody knows how much of a device is data, so this cannot be refused before. */
    @ParameterizedTest(name = "on {0}")
    @EnumSource(names = {"EXT4", "XFS", "BTRFS", "TMPFS"})
    void aFullFileSystemFailsTheCopyAndKeepsNothingOfIt(FileSystemKind kind) throws Exception {
        engine.require(FileSystemKind.EXT4);
        engine.require(kind);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem place = MountedFileSystem.of(kind).mount();
                LoopDevice source =
                        LoopDevice.attach(DiskImages.random(scratch.file("backing"), 64 * Copies.MIB, 1), 512)) {
            if (kind != FileSystemKind.TMPFS) {
                place.fill(24 * Copies.MIB);
            }
            Path target = place.file("target");
            long free = place.freeBytes();

            CopyException e = engine.failure(engine.from(source.path(), target).build());

            assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE);
            assertThat(e.phase()).contains(CopyPhase.TRANSFER);
            assertThat(e.errno()).hasValue(ENOSPC);
            assertThat(e.byteOffset().orElseThrow()).isBetween(8 * Copies.MIB, free + Copies.IN_FLIGHT_AT_FULL_PACE);
            assertThat(e.targetState()).isEqualTo(TargetState.REMOVED);
            assertThat(e.leftovers()).isEmpty();
            assertThat(e.path()).contains(target);
            place.empty();
            assertThat(Copies.names(place.path())).isEmpty();
        }
    }

    /** A file system in a sparse image on a full one: there is room for the file, but not below. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"PREFER_DIRECT", "BUFFERED"})
    void roomThatIsMissingBelowFailsTheCopy(CachePolicy cache) throws Exception {
        engine.require(FileSystemKind.EXT4);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem below = MountedFileSystem.of(FileSystemKind.EXT4)
                        .sizeBytes(128 * Copies.MIB)
                        .mount();
                MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4)
                        .sizeBytes(96 * Copies.MIB)
                        .imageIn(below.path())
                        .mount()) {
            Path source = DiskImages.random(scratch.file("source"), 32 * Copies.MIB + 512, 1);
            Path target = place.file("target");
            below.fill(4 * Copies.MIB);
            assertThat(place.freeBytes()).isGreaterThan(48 * Copies.MIB);

            CopyException e =
                    engine.failure(engine.from(source, target).cache(cache).build());

            LoggerFactory.getLogger(CapacityTest.class).info("{}", e.getMessage());
            assertThat(e.code())
                    .isIn(
                            cache == CachePolicy.BUFFERED
                                    ? List.of(ErrorCode.FLUSH_FAILED)
                                    : List.of(ErrorCode.NO_SPACE, ErrorCode.WRITE_FAILED));
            assertThat(target).doesNotExist();
            assertThat(e.targetState()).isEqualTo(TargetState.REMOVED);
            below.empty();
        }
    }
}
