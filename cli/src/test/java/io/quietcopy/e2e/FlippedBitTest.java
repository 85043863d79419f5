package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetMode;
import io.quietcopy.TargetState;
import io.quietcopy.VerifyPolicy;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.StorageFault;
import io.quietcopy.testbed.StorageModel;
import io.quietcopy.testbed.StorageOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Storage that changes a bit after it has taken it, at the flush: who has the target read back hears where, and nothing is
 * published.
 */
@EachJavaEngine
@Timeout(120)
class FlippedBitTest {
    private static final long LENGTH = 13 * Copies.MIB + 777;

    /** So exactly a place is told at least. */
    private static final long PIECE = 4 * Copies.MIB;

    /** In the image there is no data. */
    private static final long HOLE = 6 * Copies.MIB;

    private static final String OLD = "old";

    private final Engine engine;
    private Scratch scratch;
    private StorageModel model;
    private Path source;

    FlippedBitTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void setUp() throws IOException {
        engine.require(Requirement.STORAGE_MODEL);
        scratch = Scratch.create();
        model = StorageModel.builder().start();
        source = DiskImages.sparse(
                scratch.file("source"),
                LENGTH,
                1,
                List.of(
                        new Allocation.Range(0, HOLE),
                        new Allocation.Range(HOLE + Copies.MIB, LENGTH - HOLE - Copies.MIB)));
    }

    @AfterEach
    void tearDown() throws IOException {
        try (Scratch files = scratch;
                StorageModel mount = model) {
            assertThat(files != null || mount == null).isTrue();
        }
    }

    private CopyRequest.Builder verified(Path target) {
        return engine.from(source, target).verify(VerifyPolicy.READ_BACK);
    }

    private void flipAtFlush(long offset) throws IOException {
        model.inject(StorageFault.on(StorageOperation.FSYNC).at(offset).times(1).flip(3));
    }

    /** Makes sure that a range of bytes is told in which the place is. */
    private static void assertNames(CopyException e, long place) {
        assertThat(e.code()).isEqualTo(ErrorCode.VERIFY_MISMATCH);
        assertThat(e.phase()).contains(CopyPhase.VERIFY);
        long first = e.byteOffset().orElseThrow();
        assertThat(place).isBetween(first, first + PIECE - 1);
        assertThat(e.getMessage()).contains(String.format(Locale.ROOT, "bytes %d to ", first));
    }

    @ParameterizedTest(name = "byte {0}, {1}")
    @CsvSource({
        "0, CREATE_NEW",
        "5000000, CREATE_NEW",
        "6500000, CREATE_NEW",
        "13632264, CREATE_NEW",
        "5000000, REPLACE",
        "5000000, IN_PLACE"
    })
    void isFoundAndNothingIsPublished(long place, TargetMode mode) throws Exception {
        Path target = model.file("target");
        if (mode != TargetMode.CREATE_NEW) {
            Files.writeString(target, OLD);
        }
        flipAtFlush(place);

        CopyException e = engine.failure(verified(target).mode(mode).build());

        assertNames(e, place);
        assertThat(e.path()).contains(target);
        switch (mode) {
            case CREATE_NEW -> {
                assertThat(e.targetState()).isEqualTo(TargetState.REMOVED);
                assertThat(Copies.names(model.path())).isEmpty();
            }
            case REPLACE -> {
                assertThat(e.targetState()).isEqualTo(TargetState.UNTOUCHED);
                assertThat(target).hasContent(OLD);
                assertThat(Copies.names(model.path())).containsExactly("target");
            }
            case IN_PLACE -> {
                assertThat(e.targetState()).isEqualTo(TargetState.PARTIAL);
                assertThat(e.lengthBefore()).hasValue(OLD.length());
            }
        }
    }

    /** Where ranges lie in the target is another place than how far the copy was. */
    @Test
    void isNamedByItsPlaceInTheTarget() throws Exception {
        Path target = DiskImages.random(model.file("target"), 40 * Copies.MIB, 2);
        long place = 30 * Copies.MIB + 12345;
        CopyRanges ranges = CopyRanges.of(List.of(
                CopyRange.of(7 * Copies.MIB, 513, 100_000),
                CopyRange.of(511, 30 * Copies.MIB, Copies.MIB + 99),
                CopyRange.of(0, 35 * Copies.MIB, 3)));
        flipAtFlush(place);

        CopyException e = engine.failure(
                verified(target).mode(TargetMode.IN_PLACE).ranges(ranges).build());

        assertThat(e.code()).isEqualTo(ErrorCode.VERIFY_MISMATCH);
        // All of it is one piece.
        assertThat(e.getMessage()).contains("bytes 513 to " + (35 * Copies.MIB + 2));
        assertThat(e.targetState()).isEqualTo(TargetState.PARTIAL);
    }

    /** The other way round: what is stored is right, but read wrong. */
    @Test
    void isFoundWhenItFlipsOnTheWayBack() throws Exception {
        model.inject(StorageFault.on(StorageOperation.READ).at(9_000_000).flip(0));

        CopyException e = engine.failure(verified(model.file("target")).build());

        assertNames(e, 9_000_000);
        assertThat(Copies.names(model.path())).isEmpty();
    }

    /** So the bit does flip. */
    @Test
    void isNotFoundByWhoDoesNotLook() throws Exception {
        Path target = model.file("target");
        flipAtFlush(5_000_000);

        CopyReport report = engine.copy(engine.from(source, target).build());

        assertThat(report.verified()).isFalse();
        assertThat(ByteCompare.firstDifference(source, target).orElseThrow().offsetBytes())
                .isEqualTo(5_000_000);
    }

    @Test
    void isNotInventedWhereAllIsWell() throws Exception {
        Path target = model.file("target");

        CopyReport report = engine.copy(verified(target).build());

        assertThat(report.verified()).isTrue();
        ByteCompare.assertSame(source, target);
    }
}
