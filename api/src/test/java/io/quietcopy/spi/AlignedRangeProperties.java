package io.quietcopy.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

class AlignedRangeProperties {
    @Property
    @StatisticsReport(StatisticsReportMode.OFF)
    void thePartsCoverTheRangeOnceAndInOrder(
            @ForAll("offsets") long source,
            @ForAll("offsets") long target,
            @ForAll("lengths") long length,
            @ForAll("blocks") int sourceBlock,
            @ForAll("blocks") int targetBlock) {
        AlignedRange range = AlignedRange.of(source, target, length, sourceBlock, targetBlock);
        long done = 0;
        for (AlignedRange.Part part :
                Stream.of(range.head(), range.body(), range.tail()).toList()) {
            assertThat(part.sourceOffset()).isEqualTo(source + done);
            assertThat(part.targetOffset()).isEqualTo(target + done);
            assertThat(part.lengthBytes()).isNotNegative();
            done += part.lengthBytes();
        }
        assertThat(done).isEqualTo(length);
        Statistics.label("shape")
                .collect(
                        range.congruent() ? "congruent" : "incongruent",
                        range.body().isEmpty() ? "no body" : "body",
                        range.head().isEmpty() ? "no head" : "head",
                        range.tail().isEmpty() ? "no tail" : "tail")
                .coverage(shapes -> {
                    shapes.check("congruent", "body", "no head", "no tail").percentage(p -> p > 1);
                    shapes.check("congruent", "body", "head", "tail").percentage(p -> p > 1);
                    shapes.check("incongruent", "body", "head", "tail").percentage(p -> p > 1);
                    shapes.check("incongruent", "no body", "head", "no tail").percentage(p -> p > 1);
                });
    }

    @Property
    void theBodyIsAlignedOnTheTargetAndWhereCongruentOnBothSides(
            @ForAll("offsets") long source,
            @ForAll("offsets") long target,
            @ForAll("lengths") long length,
            @ForAll("blocks") int sourceBlock,
            @ForAll("blocks") int targetBlock) {
        AlignedRange range = AlignedRange.of(source, target, length, sourceBlock, targetBlock);
        AlignedRange.Part body = range.body();
        assertThat(body.lengthBytes() % targetBlock).isZero();
        if (!body.isEmpty()) {
            assertThat(body.targetOffset() % targetBlock).isZero();
        }
        if (range.congruent()) {
            assertThat(body.lengthBytes() % sourceBlock).isZero();
            if (!body.isEmpty()) {
                assertThat(body.sourceOffset() % sourceBlock).isZero();
            }
        }
        int larger = Math.max(sourceBlock, targetBlock);
        assertThat(range.head().lengthBytes()).isLessThan(larger);
        assertThat(range.tail().lengthBytes()).isLessThan(larger);
    }

    @Property
    void noWholeBlockIsLeftInTheEdges(
            @ForAll("offsets") long target, @ForAll("lengths") long length, @ForAll("blocks") int block) {
        AlignedRange range = AlignedRange.of(target, target, length, block, block);
        long wholeBlocks = Math.max(
                0,
                AlignedRange.alignDown(target + length, block) / block - AlignedRange.alignUp(target, block) / block);
        assertThat(range.body().lengthBytes()).isEqualTo(wholeBlocks * block);
    }

    @Property
    void aCoveringReadIsAlignedAndHoldsThePartUpToTheEndOfTheSource(
            @ForAll("offsets") long source,
            @ForAll("lengths") long length,
            @ForAll("blocks") int block,
            @ForAll("lengths") long behind) {
        long sourceLength = source + length + behind;
        AlignedRange range = AlignedRange.of(source, 0, length, 1, 1);
        AlignedRange.CoveringRead read = range.body().coveringRead(block, sourceLength);
        assertThat(read.offset() % block).isZero();
        assertThat(read.requestBytes() % block).isZero();
        assertThat(read.offset() + read.skipBytes()).isEqualTo(source);
        assertThat(read.skipBytes()).isBetween(0L, block - 1L);
        assertThat(read.skipBytes() + length).isLessThanOrEqualTo(read.expectedBytes());
        assertThat(read.expectedBytes()).isLessThanOrEqualTo(read.requestBytes());
        assertThat(read.offset() + read.expectedBytes()).isLessThanOrEqualTo(sourceLength);
        assertThat(read.requestBytes() - read.skipBytes() - length).isLessThan(block);
    }

    @Example
    void aRangeWithinABlockIsAllHead() {
        AlignedRange range = AlignedRange.of(4097, 1, 100, 4096, 4096);
        assertThat(range.head().lengthBytes()).isEqualTo(100);
        assertThat(range.body().isEmpty()).isTrue();
        assertThat(range.tail().isEmpty()).isTrue();
    }

    @Example
    void differentBlocksAreCongruentByTheSmallerOne() {
        AlignedRange range = AlignedRange.of(512, 4096, 16384, 512, 4096);
        assertThat(range.congruent()).isTrue();
        assertThat(range.body().lengthBytes()).isEqualTo(16384);
        assertThat(AlignedRange.of(512, 4096, 16384, 4096, 4096).congruent()).isFalse();
        assertThat(AlignedRange.of(7, 4096, 16384, 1, 4096).congruent()).isTrue();
    }

    @Example
    void whatIsNoRangeIsRefused() {
        assertThatThrownBy(() -> AlignedRange.of(-1, 0, 1, 512, 512)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AlignedRange.of(0, 0, -1, 512, 512)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AlignedRange.of(0, 0, 1, 0, 512)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AlignedRange.of(0, 0, 1, 512, 1000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AlignedRange.of(0, 0, 1, 512, Integer.MIN_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AlignedRange.of(Long.MAX_VALUE - 100, 0, 50, 512, 512))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<Long> offsets() {
        Arbitrary<Long> blocks = Arbitraries.longs().between(0, 1L << 40).map(v -> v / 4096 * 4096);
        return Arbitraries.oneOf(
                blocks,
                blocks.flatMap(v ->
                        Arbitraries.of(-4095L, -512L, -1L, 1L, 42L, 512L, 4095L).map(d -> Math.max(0, v + d))),
                Arbitraries.longs().between(0, 100_000),
                Arbitraries.longs().between(0, Long.MAX_VALUE / 4));
    }

    @Provide
    Arbitrary<Long> lengths() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 20_000),
                Arbitraries.longs().between(0, 1000).map(v -> v * 4096),
                Arbitraries.longs().between(0, Long.MAX_VALUE / 4));
    }

    @Provide
    Arbitrary<Integer> blocks() {
        return Arbitraries.of(1, 512, 1024, 4096, 65536, 1 << 20);
    }
}
