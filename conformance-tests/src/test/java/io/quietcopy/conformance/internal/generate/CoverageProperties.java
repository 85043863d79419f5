package io.quietcopy.conformance.internal.generate;

import static io.quietcopy.conformance.internal.generate.CoverageProperties.Tail.tailOf;

import io.quietcopy.CachePolicy;
import io.quietcopy.TargetContent;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** The generators hit what matters, often enough for a dozen tries to meet it. */
class CoverageProperties {
    private static final int TRIES = 1000;

    enum Tail {
        OF_BLOCKS,
        OF_SECTORS,
        ODD;

        static Tail tailOf(long length) {
            return length % 4096 == 0 ? OF_BLOCKS : length % 512 == 0 ? OF_SECTORS : ODD;
        }
    }

    private static void atLeast(String label, boolean hit, double percent) {
        Statistics.label(label)
                .collect(hit)
                .coverage(coverage -> coverage.check(true).percentage(found -> found >= percent));
    }

    @Property(tries = TRIES)
    void lengthsHaveEveryTail(@ForAll("lengths") CopyCase copyCase) {
        Tail tail = tailOf(copyCase.sourceBytes());
        atLeast("odd tail", tail == Tail.ODD, 30);
        atLeast("tail of sectors that is no block", tail == Tail.OF_SECTORS, 10);
        atLeast("whole blocks", tail == Tail.OF_BLOCKS, 5);
        atLeast("less than a sector", copyCase.sourceBytes() < 512, 3);
        long block = copyCase.blockBytes();
        atLeast("several blocks of I/O", block > 0 && copyCase.sourceBytes() > 2 * block, 25);
        atLeast("no block size given", block == CopyCase.OPEN, 10);
        atLeast("direct I/O required", copyCase.cache() == CachePolicy.REQUIRE_DIRECT, 10);
    }

    @Provide
    Arbitrary<CopyCase> lengths() {
        return GeneratedCases.of(new Lengths());
    }

    @Property(tries = TRIES)
    void windowsLieEverywhere(@ForAll("windows") CopyCase copyCase) {
        List<Range> ranges = copyCase.ranges();
        atLeast("incongruent", ranges.stream().anyMatch(range -> !congruent(range, 4096)), 40);
        atLeast("incongruent even to sectors", ranges.stream().anyMatch(range -> !congruent(range, 512)), 30);
        atLeast("congruent", ranges.stream().anyMatch(range -> congruent(range, 4096)), 30);
        atLeast("more than one range", ranges.size() > 1, 40);
        atLeast(
                "up to the end of the source",
                ranges.stream().anyMatch(range -> range.sourceEnd() == copyCase.sourceBytes()),
                30);
        atLeast(
                "covering blocks would reach past the end of the source",
                ranges.stream()
                        .anyMatch(range -> range.sourceEnd() == copyCase.sourceBytes()
                                && tailOf(range.sourceEnd()) != Tail.OF_BLOCKS),
                25);
        long targetEnd = ranges.get(ranges.size() - 1).targetEnd();
        atLeast("up to the end of the target", targetEnd == copyCase.targetBytes(), 10);
        atLeast("old bytes behind the last range", targetEnd < copyCase.targetBytes(), 40);
        atLeast(
                "ends that fill no sector",
                ranges.stream().anyMatch(range -> range.targetOffset() % 512 != 0 || range.targetEnd() % 512 != 0),
                60);
    }

    @Provide
    Arbitrary<CopyCase> windows() {
        return GeneratedCases.of(new Windows());
    }

    private static boolean congruent(Range range, int block) {
        return (range.sourceOffset() - range.targetOffset()) % block == 0;
    }

    @Property(tries = TRIES)
    void holesAreEverywhereAndTargetsAreDirty(@ForAll("zeroes") CopyCase copyCase) {
        List<Piece> pieces = copyCase.source();
        int last = pieces.size() - 1;
        atLeast("hole first", pieces.get(0).kind() == Piece.Kind.HOLE, 15);
        atLeast("hole last", pieces.get(last).kind() == Piece.Kind.HOLE, 15);
        atLeast(
                "hole between data",
                pieces.subList(Math.min(1, last), last).stream().anyMatch(piece -> piece.kind() == Piece.Kind.HOLE),
                30);
        atLeast("zeroes that were written", pieces.stream().anyMatch(piece -> piece.kind() == Piece.Kind.ZEROES), 15);
        atLeast("nothing but holes", pieces.stream().noneMatch(piece -> piece.kind() == Piece.Kind.DATA), 3);
        boolean dirty = copyCase.target() == TargetKind.IN_PLACE && copyCase.before() == TargetContent.UNKNOWN;
        atLeast("over old bytes", dirty, 40);
        atLeast(
                "in place over zeroes",
                copyCase.target() == TargetKind.IN_PLACE && copyCase.before() == TargetContent.ZERO,
                5);
        atLeast("into a new file", copyCase.target() == TargetKind.STAGED, 3);
        atLeast("odd end", tailOf(copyCase.sourceBytes()) == Tail.ODD, 10);
    }

    @Provide
    Arbitrary<CopyCase> zeroes() {
        return GeneratedCases.of(new DirtyZeroes());
    }

    @Property(tries = TRIES)
    void manyBlocksAreInFlight(@ForAll("manyBlocks") CopyCase copyCase) {
        atLeast("more than eight blocks", copyCase.totalBytes() >= 8 * copyCase.blockBytes(), 100);
        atLeast("more than one in flight", copyCase.inFlightBytes() > copyCase.blockBytes(), 100);
        atLeast("incongruent", copyCase.ranges().stream().anyMatch(range -> !congruent(range, 4096)), 25);
    }

    @Provide
    Arbitrary<CopyCase> manyBlocks() {
        return GeneratedCases.of(Blocks.many());
    }

    @Property(tries = TRIES)
    void rangesShareBlocksAndPages(@ForAll("sharedBlocks") CopyCase copyCase) {
        List<Range> ranges = copyCase.ranges();
        boolean sameBlock = false;
        boolean touching = false;
        for (int i = 1; i < ranges.size(); i++) {
            long end = ranges.get(i - 1).targetEnd();
            sameBlock |= (end - 1) / 4096 == ranges.get(i).targetOffset() / 4096;
            touching |= end == ranges.get(i).targetOffset();
        }
        atLeast("two in one block", sameBlock, 90);
        atLeast("touching", touching, 80);
    }

    @Provide
    Arbitrary<CopyCase> sharedBlocks() {
        return GeneratedCases.of(Blocks.shared());
    }

    @Property(tries = TRIES)
    void stopsComeEarlyAndLate(@ForAll("stops") CopyCase copyCase) {
        Event event = copyCase.events().get(0);
        atLeast("cancelled", event.action() == Event.Action.CANCEL, 20);
        atLeast("cancelled without a refused permit", event.action() == Event.Action.CANCEL_QUIETLY, 20);
        atLeast("aborted", event.action() == Event.Action.ABORT, 20);
        atLeast("in the first blocks", event.count() <= 4, 5);
        atLeast("in the last blocks", event.count() >= 36, 5);
    }

    @Provide
    Arbitrary<CopyCase> stops() {
        return GeneratedCases.of(new Stops());
    }

    @Property(tries = TRIES)
    void neighboursHaveTheirPagesAnywhere(@ForAll("neighbours") CopyCase copyCase) {
        atLeast("from the beginning", copyCase.warm().offsetBytes() == 0, 25);
        atLeast("to the end", copyCase.warm().endBytes() == copyCase.sourceBytes(), 25);
        atLeast("all of it", copyCase.warm().lengthBytes() == copyCase.sourceBytes(), 8);
    }

    @Provide
    Arbitrary<CopyCase> neighbours() {
        return GeneratedCases.of(Caches.neighbours());
    }
}
