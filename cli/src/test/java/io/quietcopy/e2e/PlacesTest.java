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
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.StorageModel;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places beyond the common ones: what is copied there arrives, the other way too, and leaves nothing in the cache. */
@EachEngine
@Timeout(120)
class PlacesTest {
    private static final long LENGTH = 6 * Copies.MIB + 777;

    private final Engine engine;

    PlacesTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void needEngine() {
        engine.require();
    }

    /**
     * Copies a file, new, over an old one, and into an old one.
     *
     * @param cached whether there is a page cache at all
     */
    private void copyInEachMode(Path source, Path folder, boolean cached) throws IOException {
        for (TargetMode mode : TargetMode.values()) {
            Path target = folder.resolve("target " + mode);
            if (mode != TargetMode.CREATE_NEW) {
                DiskImages.random(target, LENGTH / 2 + 99, 2);
            }
            if (cached) {
                Copies.evict(source);
            }
            if (cached && mode != TargetMode.CREATE_NEW) {
                Copies.evict(target);
            }
            CopyReport report =
                    engine.copy(engine.from(source, target).mode(mode).build());

            assertThat(report.sourceMode().access()).isEqualTo(SideMode.Access.DIRECT);
            assertThat(report.targetMode().access()).isEqualTo(SideMode.Access.DIRECT);
            if (cached) {
                Copies.assertNoResidue(source);
                Copies.assertNoResidue(target);
            }
            ByteCompare.assertSame(source, target);
        }
    }

    /** A file that is overwritten where it is: no checksums, and no copy of the data on the way. */
    @Test
    void btrfsWithoutCopyOnWrite() throws Exception {
        Requirement.require(FileSystemKind.BTRFS, Requirement.MKFS_EXT4);
        try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.BTRFS)
                .sizeBytes(160 * Copies.MIB)
                .mount()) {
            Path folder = Files.createDirectory(place.file("nocow"));
            Copies.run("chattr", "+C", folder.toString());
            copyInEachMode(DiskImages.random(folder.resolve("source"), LENGTH, 1), folder, true);
        }
    }

    @Test
    void anOverlay() throws Exception {
        Requirement.require(FileSystemKind.OVERLAY);
        try (Scratch below = Scratch.create()) {
            DiskImages.random(below.file("source"), LENGTH, 1);
            try (MountedFileSystem place = MountedFileSystem.overlay(below.path())) {
                copyInEachMode(place.file("source"), place.path(), true);
            }
        }
    }

    @ParameterizedTest(name = "with a page cache: {0}")
    @ValueSource(booleans = {false, true})
    void aFileServerInUserSpace(boolean pageCache) throws Exception {
        Requirement.require(Requirement.STORAGE_MODEL);
        try (StorageModel model = StorageModel.builder().pageCache(pageCache).start()) {
            copyInEachMode(DiskImages.random(model.file("source"), LENGTH, 1), model.path(), pageCache);
        }
    }

    /** A disk in a disk in a disk, each with its own sectors; nothing stays in any cache on the way down. */
    @Test
    void nestedLoopDevices() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem outer = MountedFileSystem.of(FileSystemKind.EXT4)
                        .sizeBytes(96 * Copies.MIB)
                        .mount();
                MountedFileSystem inner = MountedFileSystem.of(FileSystemKind.EXT4)
                        .sizeBytes(64 * Copies.MIB)
                        .imageIn(outer.path())
                        .mount()) {
            Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
            Path backing = DiskImages.random(inner.file("backing"), LENGTH / 4096 * 4096 + 4096, 2);
            Path back = scratch.file("back");
            Copies.evict(source);
            Copies.evict(backing);
            try (LoopDevice device = LoopDevice.attach(backing, 512);
                    Closeable hold = Residency.holdOpen(device.path())) {
                assertThat(hold).isNotNull();

                engine.copy(engine.from(source, device.path())
                        .mode(TargetMode.IN_PLACE)
                        .build());
                Copies.assertNoResidue(device.path());
                Copies.assertNoResidue(backing);
                engine.copy(engine.from(device.path(), back).build());

                Copies.assertNoResidue(device.path());
                Copies.assertNoResidue(backing);
                Copies.assertNoResidue(back);
                ByteCompare.assertSame(source, 0, back, 0, LENGTH);
            }
        }
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(longs = {0, 1, 511, 512, 513, 4095, 4096, 4097, (1 << 20) - 1, (1 << 20) + 512})
    void anyLength(long length) throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), length, 1);
            for (TargetMode mode : TargetMode.values()) {
                Path target = scratch.file("target " + mode);
                if (mode != TargetMode.CREATE_NEW) {
                    DiskImages.random(target, mode == TargetMode.REPLACE ? 5000 : 100, 2);
                }
                engine.copy(engine.from(source, target).mode(mode).build());
                Copies.assertNoResidue(target);
                if (mode == TargetMode.IN_PLACE) {
                    ByteCompare.assertSame(source, 0, target, 0, length);
                } else {
                    ByteCompare.assertSame(source, target);
                }
            }
        }
    }
}
