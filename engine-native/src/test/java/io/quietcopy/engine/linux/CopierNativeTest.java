package io.quietcopy.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quietcopy.CachePolicy;
import io.quietcopy.Copier;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyException;
import io.quietcopy.CopyListener;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyPlan;
import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.TargetMode;
import io.quietcopy.TargetState;
import io.quietcopy.VerifyPolicy;
import io.quietcopy.ZeroPolicy;
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
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine and the host services under the real Copier. */
class CopierNativeTest {
    private static final long GIB = 1L << 30;
    private static final int LENGTH = 5_000_003;

    private Scratch scratch;
    private Path source;
    private Path target;

    @BeforeEach
    void setUp() throws IOException {
        scratch = Scratch.create();
        source = DiskImages.random(scratch.file("source"), LENGTH, 1);
        target = scratch.file("target");
    }

    @AfterEach
    void tearDown() throws IOException {
        scratch.close();
    }

    private static Copier copier(String... settings) {
        CopierConfig.Builder config = CopierConfig.builder();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            config.set("quietcopy." + setting.substring(0, equals), setting.substring(equals + 1));
        }
        return Copier.create(config.build());
    }

    @ParameterizedTest
    @EnumSource(
            value = FileSystemKind.class,
            names = {"EXT4", "EXT4_1K", "XFS", "BTRFS", "OVERLAY"})
    void aSparseTebibyteBecomesASparseTebibyte(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (Place place = Place.on(kind, 400L << 20);
                Copier copier = copier()) {
            long length = 1024 * GIB + 511;
            Path image = DiskImages.sparse(
                    place.file("image"),
                    length,
                    1,
                    List.of(new Allocation.Range(5 * GIB + 4096, 8 << 20), new Allocation.Range(length - 511, 511)));
            Path copy = place.file("copy");
            Residency.evict(image);

            CopyReport report = copier.copy(CopyRequest.from(image, copy)
                    .cache(CachePolicy.REQUIRE_DIRECT)
                    .build());

            assertThat(Residency.of(image).pages()).isLessThanOrEqualTo(1);
            assertThat(Residency.of(copy).pages()).isLessThanOrEqualTo(1);
            ByteCompare.assertSame(image, copy);
            assertThat(report.engine()).isEqualTo("native");
            assertThat(report.skippedBytes()).isGreaterThan(1023 * GIB);
            assertThat(Allocation.allocatedBytes(copy)).isLessThanOrEqualTo(Allocation.allocatedBytes(image) + 65536);
            assertThat(report.notes()).isEmpty();
        }
    }

    @Test
    void replacingKeepsWhatTheOldFileHad() throws Exception {
        Requirement.require(Requirement.ROOT);
        Files.writeString(target, "old");
        run("chown", "1234:2345", target.toString());
        run("setfacl", "-m", "u:4711:rw", target.toString());
        run("setfattr", "-n", "user.note", "-v", "kept", target.toString());
        run("chmod", "g+s", target.toString());
        String before = run("getfacl", "-cpn", target.toString()) + run("stat", "-c", "%u:%g %a", target.toString());
        try (Copier copier = copier()) {
            copier.copy(
                    CopyRequest.from(source, target).mode(TargetMode.REPLACE).build());
        }
        ByteCompare.assertSame(source, target);
        assertThat(run("getfacl", "-cpn", target.toString()) + run("stat", "-c", "%u:%g %a", target.toString()))
                .isEqualTo(before);
        assertThat(run("getfattr", "--absolute-names", "--only-values", "-n", "user.note", target.toString()))
                .isEqualTo("kept");
    }

    @Test
    void aDeviceIsClaimed() throws Exception {
        Requirement.require(Requirement.LOOP);
        Path backing = DiskImages.allocateSparse(scratch.file("backing"), 8 << 20);
        try (LoopDevice loop = LoopDevice.attach(backing, 512);
                Copier copier = copier("pace=4MiB/s")) {
            CountDownLatch transferring = new CountDownLatch(1);
            CopyListener listener = new CopyListener() {
                @Override
                public void phaseStarted(CopyPhase phase) {
                    if (phase == CopyPhase.TRANSFER) {
                        transferring.countDown();
                    }
                }
            };
            CopyRequest request = CopyRequest.from(source, loop.path())
                    .mode(TargetMode.IN_PLACE)
                    .build();
            var task = copier.start(request, listener);
            assertThat(transferring.await(10, TimeUnit.SECONDS)).isTrue();
            // The kernel keeps mounts off.
            Process mkfs = new ProcessBuilder("mkfs.ext4", "-q", loop.path().toString())
                    .redirectErrorStream(true)
                    .start();
            assertThat(mkfs.waitFor()).isNotZero();
            // And a second copy is told that it is one, here and in a Copier of its own.
            try (Copier other = copier()) {
                for (Copier second : List.of(copier, other)) {
                    assertThatExceptionOfType(CopyException.class)
                            .isThrownBy(() -> second.copy(request))
                            .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_BUSY))
                            .satisfies(e -> assertThat(e.targetState()).isEqualTo(TargetState.UNTOUCHED));
                }
            }
            CopyReport report = task.await();
            assertThat(report.guard()).contains("claimed exclusively (O_EXCL)", "locked with fcntl");
            assertThat(report.targetMode().access()).isEqualTo(SideMode.Access.DIRECT);
            ByteCompare.assertSame(source, 0, loop.path(), 0, LENGTH);
        }
    }

    @Test
    void aMountedDeviceIsRefused() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        try (MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.EXT4).mount();
                Copier copier = copier("guard=warn")) {
            CopyRequest request = CopyRequest.from(
                            source, fs.device().orElseThrow().path())
                    .mode(TargetMode.IN_PLACE)
                    .build();
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> copier.copy(request))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_MOUNTED));
        }
    }

    @Test
    void anImageThatQemuHoldsIsRefusedUnlessAWarningIsEnough() throws Exception {
        Requirement.require(Requirement.QEMU_IMG);
        DiskImages.random(target, LENGTH + 509, 2);
        Process qemu = new ProcessBuilder("qemu-io", "-f", "raw", target.toString())
                .redirectErrorStream(true)
                .start();
        CopyRequest request =
                CopyRequest.from(source, target).mode(TargetMode.IN_PLACE).build();
        try (Copier strict = copier();
                Copier lenient = copier("guard=warn")) {
            qemu.getInputStream().read(new byte[8]);
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> strict.copy(request))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_IN_USE))
                    .withMessageContaining("is in use by a program that locks it as QEMU does (process " + qemu.pid());
            CopyReport report = lenient.copy(request);
            assertThat(report.notes())
                    .anyMatch(note -> note.contains("is in use by a program that locks it as QEMU does"));
        } finally {
            qemu.getOutputStream().close();
            qemu.waitFor();
        }
        ByteCompare.assertSame(source, 0, target, 0, LENGTH);
    }

    @Test
    void aFlippedBitIsFoundAndNothingIsPublished() throws Exception {
        try (Copier copier = copier()) {
            CopyListener flipper = new CopyListener() {
                @Override
                public void phaseStarted(CopyPhase phase) {
                    if (phase == CopyPhase.FLUSH) {
                        try (var files = Files.list(scratch.path())) {
                            Path staged = files.filter(file ->
                                            file.getFileName().toString().endsWith(".part"))
                                    .findFirst()
                                    .orElseThrow();
                            DiskImages.flipBit(staged, 4_500_000, 3);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                }
            };
            CopyRequest request = CopyRequest.from(source, target)
                    .verify(VerifyPolicy.READ_BACK)
                    .build();
            boolean found = false;
            for (int i = 0; i < 20 && !found; i++) {
                // The listener may be told too late to come in between.
                try {
                    copier.copy(request, flipper);
                    Files.delete(target);
                } catch (CopyException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.VERIFY_MISMATCH);
                    assertThat(e.byteOffset().orElseThrow()).isBetween(0L, 4_500_000L);
                    assertThat(target).doesNotExist();
                    found = true;
                }
            }
            assertThat(found).isTrue();
        }
    }

    @Test
    void verifiedAndHashed() throws Exception {
        try (Copier copier = copier()) {
            CopyReport report = copier.copy(CopyRequest.from(source, target)
                    .verify(VerifyPolicy.READ_BACK)
                    .digest(DigestAlgorithm.SHA_256)
                    .build());
            assertThat(report.verified()).isTrue();
            assertThat(report.digest()).contains(TestSink.of(Files.readAllBytes(source)));
        }
    }

    @Test
    void blocksAreAllocatedWithoutATool() throws Exception {
        Path image = DiskImages.sparse(
                scratch.file("image"), 64L << 20, 1, List.of(new Allocation.Range(10 << 20, 1 << 20)));
        try (Copier copier = copier()) {
            CopyReport report = copier.copy(
                    CopyRequest.from(image, target).zeroes(ZeroPolicy.ALLOCATE).build());
            assertThat(report.skippedBytes()).isEqualTo(63L << 20);
        }
        ByteCompare.assertSame(image, target);
        assertThat(Allocation.allocatedBytes(target)).isGreaterThanOrEqualTo(64L << 20);
    }

    @Test
    void rangesInPlace() throws Exception {
        DiskImages.random(target, LENGTH, 2);
        byte[] expected = Files.readAllBytes(target);
        byte[] data = Files.readAllBytes(source);
        System.arraycopy(data, 1000, expected, 5, 3_000_000);
        System.arraycopy(data, 77, expected, 3_000_005, 1);
        System.arraycopy(data, 0, expected, 4_000_000, 1_000_003);
        try (Copier copier = copier()) {
            CopyReport report = copier.copy(CopyRequest.from(source, target)
                    .mode(TargetMode.IN_PLACE)
                    .cache(CachePolicy.REQUIRE_DIRECT)
                    .ranges(CopyRanges.of(List.of(
                            CopyRange.of(1000, 5, 3_000_000),
                            CopyRange.of(77, 3_000_005, 1),
                            CopyRange.of(0, 4_000_000, 1_000_003))))
                    .build());
            assertThat(report.totalBytes()).isEqualTo(4_000_004);
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(expected);
    }

    @Test
    void aSharedCopyIsShared() throws Exception {
        Requirement.require(FileSystemKind.XFS);
        try (Place place = Place.on(FileSystemKind.XFS);
                Copier copier = copier("offload=reflink")) {
            Path image = DiskImages.random(place.file("image"), 20 << 20, 1);
            CopyReport report =
                    copier.copy(CopyRequest.from(image, place.file("copy")).build());
            assertThat(report.sharedBytes()).isEqualTo(20L << 20);
            ByteCompare.assertSame(image, place.file("copy"));
        }
    }

    @Test
    void aPlanTellsAndTouchesNothing() throws Exception {
        Leaks leaks = Leaks.since(scratch.path());
        try (Copier copier = copier("engine.native.nice=10", "engine.native.ionice=idle")) {
            CopyPlan plan = copier.explain(CopyRequest.from(source, target).build());
            assertThat(plan.toJson()).contains("\"native\"");
            assertThat(plan.sourceMode().access()).isEqualTo(SideMode.Access.DIRECT);
        }
        leaks.assertNone();
    }

    @Test
    void nothingIsLeft() throws Exception {
        try (Copier copier = copier()) {
            copier.copy(CopyRequest.from(source, target).build());
            Leaks leaks = Leaks.since(scratch.path());
            for (int i = 0; i < 50; i++) {
                copier.copy(CopyRequest.from(source, target)
                        .mode(TargetMode.REPLACE)
                        .build());
            }
            leaks.assertNone();
        }
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (Closeable output = process.getInputStream()) {
            assertThat(output).isNotNull();
            String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(text).isZero();
            return text;
        }
    }
}
