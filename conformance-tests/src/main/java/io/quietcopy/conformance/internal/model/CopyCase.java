package io.quietcopy.conformance.internal.model;

import io.quietcopy.CachePolicy;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One copy, completely: what lies where before, what is asked of the engine, and what happens meanwhile. The same case makes
 * the same copy, wherever and whenever it is tried; {@link CaseText} writes it down and reads it back.
 *
 * <p>Immutable and thread-safe.
 */
public final class CopyCase {
    /** A length or size that is left to whoever makes the copy. */
    public static final long OPEN = -1;

    /** What everything is unless told otherwise: one byte to a new file. */
    public static final CopyCase PLAIN = new Builder().build();

    private final SideKind from;
    private final SideKind to;
    private final List<Piece> source;
    private final long seed;
    private final List<Range> ranges;
    private final TargetKind target;
    private final long targetBytes;
    private final TargetContent before;
    private final MapKind map;
    private final CachePolicy cache;
    private final ZeroPolicy zeroes;
    private final OffloadPolicy offload;
    private final long blockBytes;
    private final long inFlightBytes;
    private final long inFlightMaxBytes;
    private final boolean digest;
    private final long grantBytes;
    private final long rateBytes;
    private final boolean oddNames;
    private final boolean allocated;
    private final Span warm;
    private final List<Event> events;

    private CopyCase(Builder builder) {
        from = builder.from;
        to = builder.to;
        source = List.copyOf(builder.source);
        seed = builder.seed;
        ranges = List.copyOf(builder.ranges);
        target = builder.target == TargetKind.STAGED && builder.to.device() ? TargetKind.IN_PLACE : builder.target;
        targetBytes = builder.targetBytes;
        before = builder.before;
        map = builder.map;
        cache = builder.cache;
        zeroes = builder.zeroes;
        offload = builder.offload;
        blockBytes = builder.blockBytes;
        inFlightBytes = builder.inFlightBytes;
        inFlightMaxBytes = builder.inFlightMaxBytes;
        digest = builder.digest;
        grantBytes = builder.grantBytes;
        rateBytes = builder.rateBytes;
        oddNames = builder.oddNames;
        allocated = builder.allocated;
        warm = builder.warm;
        events = List.copyOf(builder.events);
    }

    /** Starts a case. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a changed case. */
    public CopyCase with(UnaryOperator<Builder> change) {
        return change.apply(new Builder(this)).build();
    }

    /** Returns what the source is. */
    public SideKind from() {
        return from;
    }

    /** Returns what the target is. */
    public SideKind to() {
        return to;
    }

    /** Returns what the source holds. */
    public List<Piece> source() {
        return source;
    }

    /** Returns the length of what the source holds; a device may be longer. */
    public long sourceBytes() {
        return source.stream().mapToLong(Piece::lengthBytes).sum();
    }

    /** Returns what the source's bytes follow from; the target's old ones follow from the next number. */
    public long seed() {
        return seed;
    }

    /** Returns what is to be copied, never empty unless the source is: the whole source if nothing else was said. */
    public List<Range> ranges() {
        long length = sourceBytes();
        return !ranges.isEmpty() || length == 0 ? ranges : List.of(new Range(0, 0, length));
    }

    /** Returns whether ranges were given. */
    public boolean hasRanges() {
        return !ranges.isEmpty();
    }

    /** Returns the number of bytes to be copied. */
    public long totalBytes() {
        return ranges().stream().mapToLong(Range::lengthBytes).sum();
    }

    /** Returns how the target comes about. */
    public TargetKind target() {
        return target;
    }

    /** Returns the length of the target, as given or as long as needed. */
    public long targetBytes() {
        long end = ranges().stream().mapToLong(Range::targetEnd).max().orElse(0);
        return to.roundUp(Math.max(targetBytes, end));
    }

    /** Returns the length of the target that was given, or {@link #OPEN}. */
    public long givenTargetBytes() {
        return targetBytes;
    }

    /** Returns what the target holds before, within the ranges: old bytes where that is not known. */
    public TargetContent before() {
        return target == TargetKind.STAGED ? TargetContent.ZERO : before;
    }

    /** Returns what the engine is told of holes. */
    public MapKind map() {
        return map;
    }

    /** Returns the cache policy. */
    public CachePolicy cache() {
        return cache;
    }

    /** Returns what becomes of zeroes. */
    public ZeroPolicy zeroes() {
        return zeroes;
    }

    /** Returns whether blocks may be shared. */
    public OffloadPolicy offload() {
        return offload;
    }

    /** Returns the size of a block of I/O, or {@link #OPEN}. */
    public long blockBytes() {
        return blockBytes;
    }

    /** Returns the bytes in flight, or {@link #OPEN}. */
    public long inFlightBytes() {
        return inFlightBytes;
    }

    /** Returns the most bytes in flight. */
    public long inFlightMaxBytes() {
        return inFlightMaxBytes;
    }

    /** Returns whether a digest is wanted. */
    public boolean digest() {
        return digest || target == TargetKind.NONE;
    }

    /** Returns how many bytes a permit has at most, 0 for a number that differs each time, or {@link #OPEN}. */
    public long grantBytes() {
        return grantBytes;
    }

    /** Returns the rate in bytes a second, on a clock that only bytes move, or {@link #OPEN}. */
    public long rateBytes() {
        return rateBytes;
    }

    /** Returns whether the files have names with blanks, quotes, line ends and the like. */
    public boolean oddNames() {
        return oddNames;
    }

    /** Returns whether the blocks of a staged target are allocated before. */
    public boolean allocated() {
        return allocated;
    }

    /** Returns which part of the source a neighbour keeps in the page cache. */
    public Span warm() {
        return warm;
    }

    /** Returns what happens meanwhile. */
    public List<Event> events() {
        return events;
    }

    /** Returns whether something happens that ends the copy before its end. */
    public boolean stopped() {
        return events.stream().anyMatch(Event::stops);
    }

    /** Returns whether something of the kind happens. */
    public boolean has(Event.Action action) {
        return events.stream().anyMatch(event -> event.action() == action);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CopyCase that && CaseText.of(this).equals(CaseText.of(that));
    }

    @Override
    public int hashCode() {
        return CaseText.of(this).hashCode();
    }

    @Override
    public String toString() {
        return CaseText.of(this);
    }

    /** Collects a case's values. Not thread-safe. */
    public static final class Builder {
        private SideKind from = SideKind.FILE;
        private SideKind to = SideKind.FILE;
        private List<Piece> source = List.of(Piece.data(1));
        private long seed = 1;
        private List<Range> ranges = List.of();
        private TargetKind target = TargetKind.STAGED;
        private long targetBytes = OPEN;
        private TargetContent before = TargetContent.UNKNOWN;
        private MapKind map = MapKind.EXACT;
        private CachePolicy cache = CachePolicy.PREFER_DIRECT;
        private ZeroPolicy zeroes = ZeroPolicy.SPARSE;
        private OffloadPolicy offload = OffloadPolicy.NEVER;
        private long blockBytes = OPEN;
        private long inFlightBytes = OPEN;
        private long inFlightMaxBytes = 16 << 20;
        private boolean digest;
        private long grantBytes = OPEN;
        private long rateBytes = OPEN;
        private boolean oddNames;
        private boolean allocated;
        private Span warm = Span.NONE;
        private List<Event> events = List.of();

        private Builder() {}

        private Builder(CopyCase that) {
            from = that.from;
            to = that.to;
            source = that.source;
            seed = that.seed;
            ranges = that.ranges;
            target = that.target;
            targetBytes = that.targetBytes;
            before = that.before;
            map = that.map;
            cache = that.cache;
            zeroes = that.zeroes;
            offload = that.offload;
            blockBytes = that.blockBytes;
            inFlightBytes = that.inFlightBytes;
            inFlightMaxBytes = that.inFlightMaxBytes;
            digest = that.digest;
            grantBytes = that.grantBytes;
            rateBytes = that.rateBytes;
            oddNames = that.oddNames;
            allocated = that.allocated;
            warm = that.warm;
            events = that.events;
        }

        /** Sets what the sides are. */
        public Builder sides(SideKind source, SideKind target) {
            from = source;
            to = target;
            return this;
        }

        /** Sets what the source is. */
        public Builder from(SideKind value) {
            from = value;
            return this;
        }

        /** Sets what the target is. */
        public Builder to(SideKind value) {
            to = value;
            return this;
        }

        /** Sets what the source holds. */
        public Builder source(Piece... pieces) {
            return source(List.of(pieces));
        }

        /** Sets what the source holds. */
        public Builder source(List<Piece> pieces) {
            source = pieces;
            return this;
        }

        /** Sets what the bytes follow from. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Sets what is to be copied: sorted and disjoint in the target, within the source. */
        public Builder ranges(Range... value) {
            return ranges(List.of(value));
        }

        /** Sets what is to be copied: sorted and disjoint in the target, within the source. */
        public Builder ranges(List<Range> value) {
            ranges = value;
            return this;
        }

        /** Sets how the target comes about. A device is never staged. */
        public Builder target(TargetKind value) {
            target = value;
            return this;
        }

        /** Sets the length of the target, or {@link #OPEN}. It is made longer if it has to be. */
        public Builder targetBytes(long value) {
            targetBytes = value;
            return this;
        }

        /** Sets what a target that is not staged holds before. */
        public Builder before(TargetContent value) {
            before = value;
            return this;
        }

        /** Sets what the engine is told of holes. */
        public Builder map(MapKind value) {
            map = value;
            return this;
        }

        /** Sets the cache policy. */
        public Builder cache(CachePolicy value) {
            cache = value;
            return this;
        }

        /** Sets what becomes of zeroes. */
        public Builder zeroes(ZeroPolicy value) {
            zeroes = value;
            return this;
        }

        /** Sets whether blocks may be shared. */
        public Builder offload(OffloadPolicy value) {
            offload = value;
            return this;
        }

        /** Sets the size of a block of I/O, or {@link #OPEN}. */
        public Builder blockBytes(long value) {
            blockBytes = value;
            return this;
        }

        /** Sets the bytes in flight, or {@link #OPEN}. */
        public Builder inFlightBytes(long value) {
            inFlightBytes = value;
            return this;
        }

        /** Sets the most bytes in flight. */
        public Builder inFlightMaxBytes(long value) {
            inFlightMaxBytes = value;
            return this;
        }

        /** Sets whether a digest is wanted. */
        public Builder digest(boolean value) {
            digest = value;
            return this;
        }

        /** Sets how many bytes a permit has at most, 0 for a number that differs each time, or {@link #OPEN}. */
        public Builder grantBytes(long value) {
            grantBytes = value;
            return this;
        }

        /** Sets the rate in bytes a second, or {@link #OPEN}. */
        public Builder rateBytes(long value) {
            rateBytes = value;
            return this;
        }

        /** Sets whether the files have odd names. */
        public Builder oddNames(boolean value) {
            oddNames = value;
            return this;
        }

        /** Sets whether the blocks of a staged target are allocated before. */
        public Builder allocated(boolean value) {
            allocated = value;
            return this;
        }

        /** Sets which part of the source a neighbour keeps in the page cache. */
        public Builder warm(Span value) {
            warm = value;
            return this;
        }

        /** Sets what happens meanwhile. */
        public Builder events(Event... value) {
            return events(List.of(value));
        }

        /** Sets what happens meanwhile. */
        public Builder events(List<Event> value) {
            events = value;
            return this;
        }

        /**
         * Makes the case.
         *
         * @throws IllegalArgumentException if the ranges do not lie in the source, are not sorted, or overlap
         */
        public CopyCase build() {
            CopyCase made = new CopyCase(this);
            long sourceEnd = made.from.roundUp(made.sourceBytes());
            long end = 0;
            for (Range range : ranges) {
                if (range.sourceEnd() > sourceEnd || range.targetOffset() < end) {
                    throw new IllegalArgumentException("range " + range + " is not within a source of " + sourceEnd
                            + " bytes, or not behind the one before it");
                }
                end = range.targetEnd();
            }
            return made;
        }
    }
}
