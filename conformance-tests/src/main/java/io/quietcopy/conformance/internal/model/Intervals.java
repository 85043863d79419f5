package io.quietcopy.conformance.internal.model;

import java.util.Map;
import java.util.TreeMap;

/** A set of offsets, kept as intervals that neither overlap nor touch. Not thread-safe. */
public final class Intervals {
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /** Makes an empty set. */
    public Intervals() {}

    /**
     * Adds offsets.
     *
     * @return whether some of them were there before
     */
    public boolean add(long start, long end) {
        Map.Entry<Long, Long> last = ends.lowerEntry(end);
        boolean overlap = last != null && last.getValue() > start;
        long from = start;
        long to = end;
        for (Map.Entry<Long, Long> near = ends.floorEntry(to);
                near != null && near.getValue() >= from;
                near = ends.floorEntry(to)) {
            from = Math.min(from, near.getKey());
            to = Math.max(to, near.getValue());
            ends.remove(near.getKey());
        }
        ends.put(from, to);
        return overlap;
    }

    /** Returns whether all of these offsets are there. */
    public boolean contains(long start, long end) {
        Map.Entry<Long, Long> before = ends.floorEntry(start);
        return before != null && before.getValue() >= end;
    }

    /** Returns whether the offset is there. */
    public boolean contains(long offset) {
        return contains(offset, offset + 1);
    }

    /** Returns up to where all offsets are there, as this one is, or none is. */
    public long sameUntil(long offset) {
        Map.Entry<Long, Long> before = ends.floorEntry(offset);
        if (before != null && before.getValue() > offset) {
            return before.getValue();
        }
        Long next = ends.higherKey(offset);
        return next == null ? Long.MAX_VALUE : next;
    }

    /** Returns begins and ends. */
    public Map<Long, Long> asMap() {
        return new TreeMap<>(ends);
    }
}
