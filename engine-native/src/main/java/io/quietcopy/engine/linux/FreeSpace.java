package io.quietcopy.engine.linux;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What of some memory is free: taken from the lowest address on where it fits, and joined again when it comes back.
 *
 * <p>Not thread-safe.
 */
final class FreeSpace {
    /** Ends by their starts; no two touch. */
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /** Takes an aligned stretch, or nothing if there is none. */
    OptionalLong take(long bytes, int alignmentBytes) {
        for (Map.Entry<Long, Long> range : ends.entrySet()) {
            long from = range.getKey();
            long to = range.getValue();
            long start = (from + alignmentBytes - 1) & -alignmentBytes;
            if (start + bytes <= to) {
                ends.remove(from);
                add(from, start);
                add(start + bytes, to);
                return OptionalLong.of(start);
            }
        }
        return OptionalLong.empty();
    }

    /** Adds a stretch that is not in it. */
    void add(long from, long to) {
        if (from == to) {
            return;
        }
        long start = from;
        Map.Entry<Long, Long> before = ends.lowerEntry(from);
        if (before != null && before.getValue() == from) {
            start = before.getKey();
        }
        Long after = ends.remove(to);
        ends.put(start, after == null ? to : after);
    }

    void clear() {
        ends.clear();
    }
}
