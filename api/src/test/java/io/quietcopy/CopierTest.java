package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.quietcopy.plain.PlainEngine;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Leaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a copy does when nothing goes wrong, and what becomes of the target when the engine does. */
class CopierTest extends CopierTestSupport {

    @Test
    void copiesAWholeFileUnderItsNameAndLeavesNothingElse() throws Exception {
        Leaks leaks = Leaks.since();
        try (Copier copier = copier(new PlainEngine())) {
            CopyReport report = copier.copy(
                    CopyRequest.from(source, target).label("nightly").build());

            ByteCompare.assertSame(source, target);
            assertThat(others()).containsExactly("target.img");
            assertThat(report.engine()).isEqualTo("plain");
            assertThat(report.label()).isEqualTo("nightly");
            assertThat(report.totalBytes()).isEqualTo(LENGTH);
            assertThat(report.copiedBytes()).isEqualTo(LENGTH);
            assertThat(report.durable()).isTrue();
            assertThat(report.verified()).isFalse();
            assertThat(report.targetMode().access()).isEqualTo(SideMode.Access.BUFFERED);
            assertThat(report.phaseTimes())
                    .containsOnlyKeys(
                            CopyPhase.PREFLIGHT,
                            CopyPhase.MAP,
                            CopyPhase.STAGE,
                            CopyPhase.OPEN,
                            CopyPhase.TRANSFER,
                            CopyPhase.FLUSH,
                            CopyPhase.PUBLISH);
        }
        leaks.assertNone();
    }

    @Test
    void anEmptySourceMakesAnEmptyTarget() throws Exception {
        Path empty = Files.createFile(scratch.file("empty"));
        try (Copier copier = copier(new PlainEngine())) {
            assertThat(copier.copy(CopyRequest.from(empty, target).build()).totalBytes())
                    .isZero();
        }
        assertThat(Files.size(target)).isZero();
    }

    @Test
    void aNewFileGetsThePermissionsOfItsSource() throws Exception {
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rw-r-----"));
        try (Copier copier = copier(new PlainEngine())) {
            copier.copy(CopyRequest.from(source, target).build());
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void rangesGoWhereTheyBelongAndNowhereElse() throws Exception {
        DiskImages.random(target, 900_000, 8);
        byte[] expected = Files.readAllBytes(target);
        byte[] from = Files.readAllBytes(source);
        System.arraycopy(from, 513, expected, 7, 4099);
        System.arraycopy(from, 0, expected, 100_000, 300_001);
        CopyRanges ranges = CopyRanges.of(List.of(CopyRange.of(513, 7, 4099), CopyRange.of(0, 100_000, 300_001)));
        try (Copier copier = copier(new PlainEngine())) {
            CopyReport report = copier.copy(CopyRequest.from(source, target)
                    .mode(TargetMode.IN_PLACE)
                    .ranges(ranges)
                    .build());
            assertThat(report.totalBytes()).isEqualTo(304_100);
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(expected);
    }

    @Test
    void theDigestIsThatOfTheBytes() throws Exception {
        String expected = HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(source)));
        try (Copier copier = copier(new PlainEngine())) {
            CopyReport report = copier.copy(CopyRequest.from(source, target)
                    .digest(DigestAlgorithm.SHA_256)
                    .verify(VerifyPolicy.READ_BACK)
                    .build());
            assertThat(report.digest()).contains(expected);
            assertThat(report.verified()).isTrue();
            assertThat(report.phaseTimes()).containsKey(CopyPhase.VERIFY);
        }
    }

    @Test
    void aBitThatFlipsInTheTargetIsFoundBeforeAnythingIsPublished() throws Exception {
        PlainEngine flipping = new PlainEngine() {
            private int opened;

            @Override
            protected void atOpen(io.quietcopy.spi.TransferSpec spec) {
                opened++;
                if (opened == 2) {
                    try {
                        DiskImages.flipBit(spec.source().path(), 700_000, 3);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            }
        };
        try (Copier copier = copier(flipping)) {
            CopyRequest request = CopyRequest.from(source, target)
                    .verify(VerifyPolicy.READ_BACK)
                    .build();
            assertThatThrownBy(() -> copier.copy(request))
                    .asInstanceOf(type(CopyException.class))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.VERIFY_MISMATCH);
                        assertThat(e.targetState()).isEqualTo(TargetState.REMOVED);
                        assertThat(e.problem()).contains("bytes 0 to 1000002");
                    });
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void aDigestIsRefusedBeforeTheTargetIsTouchedWhereTheEngineMakesNone() throws Exception {
        PlainEngine none = new PlainEngine() {
            @Override
            protected java.util.Set<io.quietcopy.spi.Capability> capabilities() {
                return java.util.Set.of();
            }
        };
        try (Copier copier = copier(none)) {
            CopyRequest request =
                    CopyRequest.from(source, target).digest(DigestAlgorithm.MD5).build();
            assertThatThrownBy(() -> copier.copy(request))
                    .isInstanceOf(CopyRefusedException.class)
                    .asInstanceOf(type(CopyException.class))
                    .extracting(CopyException::code)
                    .isEqualTo(ErrorCode.CAPABILITY_MISSING);
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void anEngineThatFailsLeavesNoFileAndItsErrorIsKept() throws Exception {
        PlainEngine failing = new PlainEngine() {
            @Override
            protected void atBlock(long targetOffset, TransferControl control) throws CopyException {
                if (targetOffset > 500_000) {
                    throw CopyException.builder(ErrorCode.READ_FAILED, "input/output error")
                            .byteOffset(targetOffset)
                            .errno(5)
                            .build();
                }
            }
        };
        try (Copier copier = copier(failing)) {
            assertThatThrownBy(
                            () -> copier.copy(CopyRequest.from(source, target).build()))
                    .asInstanceOf(type(CopyException.class))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.READ_FAILED);
                        assertThat(e.engine()).contains("plain");
                        assertThat(e.phase()).contains(CopyPhase.TRANSFER);
                        assertThat(e.errno()).hasValue(5);
                        assertThat(e.byteOffset().orElseThrow()).isGreaterThan(500_000);
                        assertThat(e.targetState()).isEqualTo(TargetState.REMOVED);
                        assertThat(e).hasMessageContaining("Check the source's storage");
                    });
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void aStagedFileIsKeptWhereThatWasAskedFor() throws Exception {
        try (Copier copier = copier(new Failing())) {
            assertThatThrownBy(() -> copier.copy(CopyRequest.from(source, target)
                            .onFailure(FailureAction.KEEP)
                            .build()))
                    .asInstanceOf(type(CopyException.class))
                    .satisfies(e -> assertThat(e.leftovers()).hasSize(1).allMatch(Files::exists));
        }
        assertThat(others()).hasSize(1).allMatch(name -> name.startsWith(".quietcopy-"));
    }

    @Test
    void aFailedCopyInPlaceTellsHowLongTheTargetWas() throws Exception {
        Files.write(target, new byte[1234]);
        try (Copier copier = copier(new Failing())) {
            assertThatThrownBy(() -> copier.copy(CopyRequest.from(source, target)
                            .mode(TargetMode.IN_PLACE)
                            .build()))
                    .asInstanceOf(type(CopyException.class))
                    .satisfies(e -> {
                        assertThat(e.targetState()).isEqualTo(TargetState.PARTIAL);
                        assertThat(e.lengthBefore()).hasValue(1234);
                    });
        }
    }

    @Test
    void anEngineThatThrowsAnErrorIsCleanedUpAfterLikeAnyOther() throws Exception {
        PlainEngine broken = new PlainEngine() {
            @Override
            protected void atBlock(long targetOffset, TransferControl control) {
                throw new AssertionError("a stranger's bug");
            }
        };
        Files.write(target, new byte[5000]);
        try (Copier copier = copier(broken)) {
            assertThatThrownBy(() -> copier.copy(CopyRequest.from(source, target)
                            .mode(TargetMode.IN_PLACE)
                            .build()))
                    .asInstanceOf(type(CopyException.class))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
                        assertThat(e.targetState()).isEqualTo(TargetState.PARTIAL);
                        assertThat(e.lengthBefore()).hasValue(5000);
                        assertThat(e).hasRootCauseMessage("a stranger's bug");
                    });
        }
    }

    @Test
    void anEngineThatReportsMoreThanItWasPermittedFailsTheCopy() throws Exception {
        PlainEngine greedy = new PlainEngine() {
            @Override
            protected void atBlock(long targetOffset, TransferControl control) throws CopyException {
                try (var permit = control.acquire(io.quietcopy.spi.Operation.COPY, 1, 1)) {
                    permit.completed(0, permit.bytes() + 1, io.quietcopy.spi.Permit.How.COPIED);
                }
            }
        };
        try (Copier copier = copier(greedy)) {
            assertThatThrownBy(
                            () -> copier.copy(CopyRequest.from(source, target).build()))
                    .asInstanceOf(type(CopyException.class))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILED));
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void aSourceThatIsWrittenToMeanwhileFailsTheCopyUnlessThatWasAllowed() throws Exception {
        PlainEngine writing = new PlainEngine() {
            @Override
            protected void atBlock(long targetOffset, TransferControl control) throws IOException {
                Files.setLastModifiedTime(source, java.nio.file.attribute.FileTime.fromMillis(targetOffset));
            }
        };
        try (Copier copier = copier(writing)) {
            assertThatThrownBy(
                            () -> copier.copy(CopyRequest.from(source, target).build()))
                    .asInstanceOf(type(CopyException.class))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
            assertThat(others()).isEmpty();
            copier.copy(CopyRequest.from(source, target)
                    .sourceChange(SourceChangePolicy.FIXED_LENGTH)
                    .build());
        }
        ByteCompare.assertSame(source, target);
    }

    @Test
    void aListenerHearsEveryPhaseAndProgressThatNeverFalls() throws Exception {
        List<CopyPhase> phases = Collections.synchronizedList(new ArrayList<>());
        List<Long> done = Collections.synchronizedList(new ArrayList<>());
        try (Copier copier = copier(new PlainEngine())) {
            copier.copy(CopyRequest.from(source, target).build(), new CopyListener() {
                @Override
                public void phaseStarted(CopyPhase phase) {
                    phases.add(phase);
                }

                @Override
                public void progressed(CopyProgress progress) {
                    done.add(progress.doneBytes());
                }
            });
        }
        assertThat(phases).isSorted().startsWith(CopyPhase.PREFLIGHT).endsWith(CopyPhase.PUBLISH);
        assertThat(done).isSorted().endsWith(LENGTH);
    }

    @Test
    void aListenerThatThrowsOrBlocksHarmsNothing() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Copier copier = copier(new PlainEngine())) {
            copier.copy(CopyRequest.from(source, target).build(), new CopyListener() {
                @Override
                public void phaseStarted(CopyPhase phase) {
                    throw new IllegalStateException("a listener's bug");
                }

                @Override
                public void progressed(CopyProgress progress) {
                    try {
                        assertThat(never.await(1, TimeUnit.HOURS)).isFalse();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            });
        }
        ByteCompare.assertSame(source, target);
    }

    private static final class Failing extends PlainEngine {
        @Override
        protected void atBlock(long targetOffset, TransferControl control) throws CopyException {
            if (targetOffset > 0) {
                throw CopyException.builder(ErrorCode.WRITE_FAILED, "input/output error")
                        .build();
            }
        }
    }
}
