package io.quietcopy.engine.support;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of one block of the target: some of its bytes.
 *
 * <p>Not thread-safe.
 */
final class Fragments {
    private final byte[] image;
    /** Start and end of each run of known bytes; runs that touch are one. */
    private final TreeMap<Integer, Integer> runs = new TreeMap<>();

    Fragments(int blockBytes) {
        image = new byte[blockBytes];
    }

    /** Takes bytes that are not known yet. */
    void put(int at, ByteBuffer buffer, int index, int length) {
        buffer.get(index, image, at, length);
        int start = at;
        int end = at + length;
        Map.Entry<Integer, Integer> before = runs.floorEntry(start);
        if (before != null && before.getValue() == start) {
            start = before.getKey();
        }
        Integer after = runs.remove(end);
        runs.put(start, after == null ? end : after);
    }

    boolean complete() {
        Map.Entry<Integer, Integer> first = runs.firstEntry();
        return first != null && first.getKey() == 0 && first.getValue() == image.length;
    }

    /** Returns start and end of each run. */
    Map<Integer, Integer> runs() {
        return runs;
    }

    int knownBytes() {
        return runs.entrySet().stream()
                .mapToInt(run -> run.getValue() - run.getKey())
                .sum();
    }

    /** Puts the block into a buffer; what is not known is zero. */
    void image(ByteBuffer buffer) {
        buffer.put(0, image);
    }
}
