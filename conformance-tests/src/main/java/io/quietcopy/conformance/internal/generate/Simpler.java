package io.quietcopy.conformance.internal.generate;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.conformance.internal.model.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Makes cases simpler, in many ways: those that change most first. Whoever looks for the simplest case that still fails tries them
 * in this order. A plain function.
 */
public final class Simpler {
    /** More data than this is not simple: it takes long to make. */
    private static final long MOST_DATA_BYTES = 64 << 20;

    private final CopyCase from;
    private final List<CopyCase> found = new ArrayList<>();

    private Simpler(CopyCase from) {
        this.from = from;
    }

    /** Returns simpler cases, none of them equal to the given one. */
    public static Stream<CopyCase> than(CopyCase copyCase) {
        return new Simpler(copyCase).find().stream();
    }

    /** Returns how complicated a case is. */
    public static long weight(CopyCase copyCase) {
        return copyCase.toString().length() * 1000L + Math.min(999, copyCase.totalBytes() >>> 10);
    }

    private List<CopyCase> find() {
        CopyCase usual = CopyCase.PLAIN;
        with(made -> made.ranges(List.of()));
        with(made -> made.sides(SideKind.FILE, SideKind.FILE));
        with(made -> made.from(SideKind.FILE));
        with(made -> made.to(SideKind.FILE));
        with(made -> made.target(usual.target()));
        with(made -> made.events(List.of()));
        with(made -> made.oddNames(false));
        with(made -> made.allocated(false));
        with(made -> made.warm(Span.NONE));
        with(made -> made.digest(false));
        with(made -> made.cache(usual.cache()));
        with(made -> made.zeroes(usual.zeroes()));
        with(made -> made.offload(usual.offload()));
        with(made -> made.map(usual.map()));
        with(made -> made.grantBytes(CopyCase.OPEN));
        with(made -> made.rateBytes(CopyCase.OPEN));
        with(made -> made.inFlightBytes(CopyCase.OPEN));
        with(made -> made.inFlightMaxBytes(usual.inFlightMaxBytes()));
        with(made -> made.blockBytes(CopyCase.OPEN));
        with(made -> made.targetBytes(CopyCase.OPEN));
        ranges();
        pieces();
        events();
        with(made -> made.seed(1));
        return found;
    }

    private void with(UnaryOperator<CopyCase.Builder> change) {
        try {
            CopyCase simpler = from.with(change);
            if (!simpler.equals(from) && !found.contains(simpler)) {
                found.add(simpler);
            }
        } catch (IllegalArgumentException e) {
            // the ranges do not fit the source any more: no case
            return;
        }
    }

    private void ranges() {
        List<Range> ranges = from.hasRanges() ? from.ranges() : List.of();
        for (int i = 0; i < ranges.size(); i++) {
            int index = i;
            if (ranges.size() > 1) {
                List<Range> fewer = new ArrayList<>(ranges);
                fewer.remove(index);
                with(made -> made.ranges(fewer));
            }
            Range range = ranges.get(index);
            for (long length : smaller(range.lengthBytes())) {
                replace(ranges, index, new Range(range.sourceOffset(), range.targetOffset(), length));
            }
            for (long offset : lower(range.sourceOffset())) {
                replace(ranges, index, new Range(offset, range.targetOffset(), range.lengthBytes()));
            }
            for (long offset : lower(range.targetOffset())) {
                replace(ranges, index, new Range(range.sourceOffset(), offset, range.lengthBytes()));
            }
        }
    }

    private void replace(List<Range> ranges, int index, Range range) {
        List<Range> changed = new ArrayList<>(ranges);
        changed.set(index, range);
        with(made -> made.ranges(changed));
    }

    private void pieces() {
        List<Piece> pieces = from.source();
        if (from.sourceBytes() <= MOST_DATA_BYTES) {
            with(made -> made.source(Piece.data(from.sourceBytes())));
        }
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            if (pieces.size() > 1) {
                List<Piece> fewer = new ArrayList<>(pieces);
                fewer.remove(i);
                with(made -> made.source(fewer));
            }
            for (long length : smaller(piece.lengthBytes())) {
                List<Piece> changed = new ArrayList<>(pieces);
                changed.set(i, piece.withLength(length));
                with(made -> made.source(changed));
            }
        }
    }

    private void events() {
        List<Event> events = from.events();
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            for (long count : smaller(event.count())) {
                List<Event> changed = new ArrayList<>(events);
                changed.set(i, new Event(event.when(), (int) count, event.action(), event.argument()));
                with(made -> made.events(changed));
            }
        }
    }

    /** Returns smaller positive numbers: one, round ones, half, one less. */
    private static List<Long> smaller(long number) {
        return Stream.of(1L, number / 4096 * 4096, number / 512 * 512, number / 2, number - 1)
                .filter(less -> less >= 1 && less < number)
                .distinct()
                .toList();
    }

    private static List<Long> lower(long offset) {
        return Stream.of(0L, offset / 4096 * 4096, offset / 512 * 512, offset / 2)
                .filter(less -> less < offset)
                .distinct()
                .toList();
    }
}
