package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.Copier;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.TargetMode;
import io.quietcopy.VerifyPolicy;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.StorageModel;
import io.quietcopy.testbed.StorageTiming;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Digests are those that other programs find of the same bytes, whatever has holes, odd ends, or arrives in disorder. */
@EachJavaEngine
@Timeout(120)
class DigestTest {
    private static final long LENGTH = 9 * Copies.MIB + 777;

    private final Engine engine;
    private Scratch scratch;

    DigestTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void setUp() throws IOException {
        engine.require();
        scratch = Scratch.create();
    }

    @AfterEach
    void tearDown() throws IOException {
        scratch.close();
    }

    /** What the tool of coreutils says; of the one that they do not have, what the JDK says. */
    private static String independent(DigestAlgorithm algorithm, Path file) throws IOException, InterruptedException {
        if (algorithm == DigestAlgorithm.CRC32C) {
            CRC32C crc = new CRC32C();
            crc.update(Files.readAllBytes(file));
            return HexFormat.of().toHexDigits((int) crc.getValue());
        }
        String tool = switch (algorithm) {
            case MD5 -> "md5sum";
            case SHA_256 -> "sha256sum";
            default -> "sha512sum";
        };
        return Copies.run(tool, file.toString()).split(" ", 2)[0];
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void ofASparseImageWithAnOddEnd(DigestAlgorithm algorithm) throws Exception {
        Path source =
                DiskImages.sparse(scratch.file("source"), LENGTH, 1, DiskImages.seededRanges(LENGTH, 12, 600_000, 5));
        Path target = scratch.file("target");

        CopyReport report =
                engine.copy(engine.from(source, target).digest(algorithm).build());

        assertThat(report.digest()).contains(independent(algorithm, source));
        assertThat(report.skippedBytes()).isPositive();
        ByteCompare.assertSame(source, target);
    }

    /** The last of a few bytes, none, and the check value that goes with crc32c wherever it is described. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "CRC32C, 123456789, e3069283",
        "MD5, '', d41d8cd98f00b204e9800998ecf8427e",
        "SHA_256, abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    })
    void ofWhatEverybodyKnows(DigestAlgorithm algorithm, String text, String digest) throws Exception {
        Path source = Files.writeString(scratch.file("source"), text);

        CopyReport report = engine.copy(
                engine.from(source, scratch.file("target")).digest(algorithm).build());

        assertThat(report.digest()).contains(digest);
    }

    /** Ranges count in the order of the target; between them nothing counts. */
    @Test
    void ofRangesInTheOrderOfTheTarget() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
        Path target = DiskImages.random(scratch.file("target"), 2 * LENGTH, 2);
        List<CopyRange> ranges = List.of(
                CopyRange.of(5_000_001, 77, 1_000_000),
                CopyRange.of(0, 1_000_077, 4096),
                CopyRange.of(512, 8 * Copies.MIB, 3 * Copies.MIB + 1),
                CopyRange.of(512, 12 * Copies.MIB + 3, 511));
        Path bytes = scratch.file("bytes");
        try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ);
                OutputStream to = Files.newOutputStream(bytes)) {
            for (CopyRange range : ranges) {
                assertThat(from.transferTo(range.sourceOffset(), range.lengthBytes(), Channels.newChannel(to)))
                        .isEqualTo(range.lengthBytes());
            }
        }

        CopyReport report = engine.copy(engine.from(source, target)
                .mode(TargetMode.IN_PLACE)
                .ranges(CopyRanges.of(ranges))
                .digest(DigestAlgorithm.SHA_256)
                .verify(VerifyPolicy.READ_BACK)
                .build());

        assertThat(report.digest()).contains(independent(DigestAlgorithm.SHA_256, bytes));
        assertThat(report.verified()).isTrue();
    }

    /** Each request takes a time of its own, so that of eight the last is often the first to be done. */
    @Test
    void ofWhatArrivesInDisorder() throws Exception {
        Requirement.require(Requirement.STORAGE_MODEL);
        CopierConfig config = CopierConfig.builder()
                .set("quietcopy.block-size", "128KiB")
                .set("quietcopy.in-flight", "1MiB")
                .build();
        StorageTiming timing = StorageTiming.immediate().jitter(Duration.ofMillis(8), 1);
        try (StorageModel model = StorageModel.builder().start();
                Copier copier = engine.builder().config(config).build()) {
            Path source = DiskImages.random(model.file("source"), LENGTH, 1);
            Path target = model.file("target");
            model.timing(timing);
            CopyRequest request = engine.from(source, target)
                    .digest(DigestAlgorithm.MD5)
                    .verify(VerifyPolicy.READ_BACK)
                    .build();

            CopyReport report = copier.copy(request);

            model.timing(StorageTiming.immediate());
            assertThat(report.digest()).contains(independent(DigestAlgorithm.MD5, source));
            assertThat(report.verified()).isTrue();
        }
    }

    /** What is read back is read past the cache, and leaves nothing there. */
    @ParameterizedTest(name = "on {0}")
    @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
    void aVerifiedCopyLeavesNothingInTheCache(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        try (MountedFileSystem place = MountedFileSystem.of(kind).mount()) {
            Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
            Path target = place.file("target");
            Copies.evict(source);

            CopyReport report = engine.copy(engine.from(source, target)
                    .digest(DigestAlgorithm.CRC32C)
                    .verify(VerifyPolicy.READ_BACK)
                    .build());

            assertThat(report.verified()).isTrue();
            Copies.assertNoResidue(source);
            Copies.assertNoResidue(target);
            assertThat(report.digest()).contains(independent(DigestAlgorithm.CRC32C, target));
        }
    }

    @Test
    void aVerifiedDeviceHoldsTheSame() throws Exception {
        Requirement.require(Requirement.LOOP);
        Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
        Path backing = DiskImages.random(scratch.file("backing"), 10 * Copies.MIB, 2);
        Copies.evict(backing);
        try (LoopDevice device = LoopDevice.attach(backing, 4096)) {
            CopyReport report = engine.copy(engine.from(source, device.path())
                    .mode(TargetMode.IN_PLACE)
                    .digest(DigestAlgorithm.SHA_512)
                    .verify(VerifyPolicy.READ_BACK)
                    .build());

            assertThat(report.digest()).contains(independent(DigestAlgorithm.SHA_512, source));
            assertThat(report.verified()).isTrue();
        }
        ByteCompare.assertSame(source, 0, backing, 0, LENGTH);
    }
}
