package io.quietcopy.engine.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CachePolicy;
import io.quietcopy.Copier;
import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.CopyListener;
import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.CopyTask;
import io.quietcopy.DataSize;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.ErrorCode;
import io.quietcopy.Pace;
import io.quietcopy.SideMode;
import io.quietcopy.TargetMode;
import io.quietcopy.TargetState;
import io.quietcopy.VerifyPolicy;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** The engine under the real Copier. */
class NioCopierTest {
    private static final long MIB = 1 << 20;

    private Scratch scratch;
    private Leaks leaks;

    @BeforeEach
    void setUp() throws IOException {
        scratch = Scratch.create();
        Allocation.allocatedBytes(scratch.path()); // loads JNA, which keeps a descriptor
        LoggerFactory.getLogger(NioCopierTest.class).debug("opens the log");
        leaks = Leaks.since();
    }

    @AfterEach
    void tearDown() throws IOException {
        if (scratch != null) {
            scratch.close();
            leaks.assertNone();
        }
    }

    private static Copier copier() {
        return Copier.builder()
                .engineProviders(List.of(new NioEngineProvider()))
                .build();
    }

    @ParameterizedTest
    @EnumSource(
            value = TargetMode.class,
            names = {"CREATE_NEW", "REPLACE", "IN_PLACE"})
    void copiesAndVerifies(TargetMode mode) throws Exception {
        Path source = DiskImages.sparse(
                scratch.file("source"), 20 * MIB + 512, 1, List.of(new Allocation.Range(4 * MIB, 10 * MIB)));
        Path target = scratch.file("target");
        if (mode != TargetMode.CREATE_NEW) {
            DiskImages.random(target, 20 * MIB + 512, 2);
        }
        try (Copier copier = copier()) {
            CopyReport report = copier.copy(CopyRequest.from(source, target)
                    .mode(mode)
                    .cache(CachePolicy.REQUIRE_DIRECT)
                    .digest(DigestAlgorithm.SHA_256)
                    .verify(VerifyPolicy.READ_BACK)
                    .build());

            assertThat(report.engine()).isEqualTo("direct-nio");
            assertThat(report.digest()).hasValue(Sha256.of(source));
            assertThat(report.verified()).isTrue();
            assertThat(report.sourceMode().access()).isEqualTo(SideMode.Access.DIRECT);
            assertThat(report.targetMode().access()).isEqualTo(SideMode.Access.DIRECT);
        }
        ByteCompare.assertSame(source, target);
        assertThat(Files.size(target)).isEqualTo(20 * MIB + 512);
        if (mode != TargetMode.IN_PLACE) {
            assertThat(Allocation.allocatedBytes(target)).isBetween(10 * MIB, 10 * MIB + 65536);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    void leavesAtMostOnePageOfEachSide(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (MountedFileSystem place = MountedFileSystem.of(kind).mount();
                Copier copier = copier()) {
            Path source = DiskImages.random(place.file("source"), 8 * MIB + 777, 1);
            Residency.evict(source);

            copier.copy(CopyRequest.from(source, place.file("target"))
                    .verify(VerifyPolicy.READ_BACK)
                    .build());

            assertThat(Residency.of(source).pages()).isLessThanOrEqualTo(1);
            assertThat(Residency.of(place.file("target")).pages()).isLessThanOrEqualTo(1);
            ByteCompare.assertSame(source, place.file("target"));
        }
    }

    @Test
    void copiesChangedBlocksToADevice() throws Exception {
        Requirement.require(Requirement.LOOP);
        Path source = DiskImages.random(scratch.file("source"), 8 * MIB, 1);
        Path backing = DiskImages.random(scratch.file("backing"), 8 * MIB, 2);
        Path old = Files.copy(backing, scratch.file("old"));
        CopyRanges ranges =
                CopyRanges.of(List.of(CopyRange.of(MIB, 512, 3 * 512), CopyRange.of(0, 3 * MIB + 1024, 2 * MIB)));
        try (LoopDevice device = LoopDevice.attach(backing, 512);
                Copier copier = copier()) {
            CopyReport report = copier.copy(CopyRequest.from(source, device.path())
                    .mode(TargetMode.IN_PLACE)
                    .cache(CachePolicy.REQUIRE_DIRECT)
                    .ranges(ranges)
                    .build());
            assertThat(report.notes()).noneMatch(note -> note.contains("page cache"));
        }
        ByteCompare.assertSame(source, MIB, backing, 512, 3 * 512);
        ByteCompare.assertSame(source, 0, backing, 3 * MIB + 1024, 2 * MIB);
        ByteCompare.assertSame(old, 0, backing, 0, 512);
        ByteCompare.assertSame(old, 4 * 512, backing, 4 * 512, 3 * MIB - 1024);
        ByteCompare.assertSame(old, 5 * MIB + 1024, backing, 5 * MIB + 1024, 3 * MIB - 1024);
    }

    @Test
    void keepsARateAndIsCancelled() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 64 * MIB, 1);
        try (Copier copier = copier()) {
            CopyTask task = copier.start(
                    CopyRequest.from(source, scratch.file("target"))
                            .pace(Pace.rate(DataSize.ofBytes(8 * MIB)))
                            .build(),
                    new CopyListener() {});
            long start = System.nanoTime();
            while (task.progress().doneBytes() < 4 * MIB) {
                Thread.onSpinWait();
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(took).isGreaterThan(Duration.ofMillis(200));
            task.cancel();
            long cancelled = System.nanoTime();
            CopyException e = catchThrowableOfType(CopyException.class, task::await);
            assertThat(Duration.ofNanos(System.nanoTime() - cancelled)).isLessThan(Duration.ofSeconds(1));
            assertThat(e).isInstanceOf(CopyCancelledException.class);
            assertThat(e.targetState()).isEqualTo(TargetState.REMOVED);
        }
        assertThat(Files.exists(scratch.file("target"))).isFalse();
    }

    @Test
    void aSourceThatShrinksLeavesNoTarget() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 32 * MIB, 1);
        try (Copier copier = copier()) {
            CopyTask task = copier.start(
                    CopyRequest.from(source, scratch.file("target"))
                            .pace(Pace.rate(DataSize.ofBytes(16 * MIB)))
                            .build(),
                    new CopyListener() {});
            while (task.progress().doneBytes() == 0) {
                Thread.onSpinWait();
            }
            try (var file = new java.io.RandomAccessFile(source.toFile(), "rw")) {
                file.setLength(MIB);
            }
            CopyException e = catchThrowableOfType(CopyException.class, task::await);
            assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_SHRANK);
            assertThat(e.engine()).hasValue("direct-nio");
            assertThat(e.targetState()).isEqualTo(TargetState.REMOVED);
        }
    }
}
