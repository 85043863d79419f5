package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyReport;
import io.quietcopy.SideMode;
import io.quietcopy.TargetMode;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.PageReclaim;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a copy leaves in the page cache. */
@EachEngine
@Timeout(120)
class ResidencyTest {
    private final Engine engine;

    ResidencyTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void needEngine() {
        engine.require();
    }

    @ParameterizedTest(name = "on {0}")
    @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
    void fileToFileLeavesATailAtMost(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (MountedFileSystem place =
                MountedFileSystem.of(kind).sizeBytes(320 * Copies.MIB).mount()) {
            List<Long> tails = List.of(0L, 512L, 4096L + 777, 4095L);
            for (long tail : tails) {
                Path source = DiskImages.random(place.file("source" + tail), 8 * Copies.MIB + tail, tail);
                Path target = place.file("target" + tail);
                Copies.evict(source);

                engine.copy(engine.from(source, target).build());

                Copies.assertNoResidue(source);
                Copies.assertNoResidue(target);
                Copies.evict(target);
                ByteCompare.assertSame(source, target);
            }
        }
    }

    @ParameterizedTest(name = "sectors of {0}, length 8 MiB + {1}")
    @CsvSource({"512,0", "512,512", "4096,0", "4096,512", "4096,1000"})
    void deviceAndItsBackingFileKeepATailAtMost(int sectorBytes, long tail) throws Exception {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create()) {
            long length = 8 * Copies.MIB + tail;
            Path source = DiskImages.random(scratch.file("source"), length, 1);
            Path backing = DiskImages.random(scratch.file("backing"), 9 * Copies.MIB, 2);
            Path target = scratch.file("target");
            Copies.evict(source);
            Copies.evict(backing);
            try (LoopDevice device = LoopDevice.attach(backing, sectorBytes);
                    Closeable hold = Residency.holdOpen(device.path())) {
                assertThat(hold).isNotNull();

                engine.copy(engine.from(source, device.path())
                        .mode(TargetMode.IN_PLACE)
                        .build());

                Copies.assertNoResidue(source);
                Copies.assertNoResidue(device.path());
                Copies.assertNoResidue(backing);

                engine.copy(engine.from(device.path(), target).build());

                Copies.assertNoResidue(device.path());
                Copies.assertNoResidue(backing);
                Copies.assertNoResidue(target);
                ByteCompare.assertSame(source, 0, target, 0, length);
            }
        }
    }

    @ParameterizedTest(name = "on {0}")
    @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
    void whatANeighbourHadCachedOfTheSourceStaysCached(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        PageReclaim.tolerate(() -> {
            try (MountedFileSystem place =
                    MountedFileSystem.of(kind).sizeBytes(320 * Copies.MIB).mount()) {
                Path source = DiskImages.random(place.file("source"), 16 * Copies.MIB + 512, 1);
                Path target = place.file("target");
                Copies.evict(source);
                Residency.warm(source);
                long before = Residency.of(source).pages();

                CopyReport report = engine.copy(engine.from(source, target).build());

                assertThat(report.sourceMode().access()).isEqualTo(SideMode.Access.DIRECT);
                assertThat(before).isEqualTo(16 * Copies.MIB / Residency.pageBytes() + 1);
                assertThat(Residency.of(source).pages()).isGreaterThanOrEqualTo(before * 99 / 100);
                Copies.assertNoResidue(target);
            }
        });
    }
}
