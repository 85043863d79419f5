package io.quietcopy.conformance.internal.model;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A few bytes for people to read. */
public final class HexText {
    private static final int BYTES = 8;

    private HexText() {}

    /** Returns the bytes of a buffer from an index on, at most eight. */
    public static String of(ByteBuffer bytes, int index) {
        byte[] some = new byte[Math.min(BYTES, bytes.limit() - index)];
        bytes.get(index, some);
        String more = index + some.length < bytes.limit() ? "..." : "";
        return some.length == 0 ? "nothing" : HexFormat.ofDelimiter(" ").formatHex(some) + more;
    }
}
