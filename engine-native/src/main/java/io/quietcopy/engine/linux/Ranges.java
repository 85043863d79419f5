package io.quietcopy.engine.linux;

import java.util.Map;
import java.util.TreeMap;

/** Stretches of a file, joined where they touch, and how many bytes they have. Not thread-safe. */
final class Ranges {
    private final TreeMap<Long, Long> ends = new TreeMap<>();
    private long bytes;

    /** What takes a stretch. */
    @FunctionalInterface
    interface Visitor<E extends Exception> {
        void visit(long from, long to) throws E;
    }

    /** Adds a stretch. */
    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        Map.Entry<Long, Long> near = ends.floorEntry(end);
        while (near != null && near.getValue() >= start) {
            start = Math.min(start, near.getKey());
            end = Math.max(end, near.getValue());
            bytes -= near.getValue() - near.getKey();
            ends.remove(near.getKey());
            near = ends.floorEntry(end);
        }
        ends.put(start, end);
        bytes += end - start;
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return ends.isEmpty();
    }

    /** Visits all stretches in their order. */
    <E extends Exception> void forEach(Visitor<E> visitor) throws E {
        for (Map.Entry<Long, Long> one : ends.entrySet()) {
            visitor.visit(one.getKey(), one.getValue());
        }
    }
}
