package io.quietcopy.conformance;

import java.util.Objects;

/**
 * The first byte that is not what it should be.
 *
 * <p>Immutable and thread-safe.
 */
public final class WrongByte {
    private final String place;
    private final long offsetBytes;
    private final String expected;
    private final String found;
    private final String origin;

    private WrongByte(String place, long offsetBytes, String expected, String found, String origin) {
        this.place = place;
        this.offsetBytes = offsetBytes;
        this.expected = expected;
        this.found = found;
        this.origin = origin;
    }

    /**
     * Tells of a wrong byte.
     *
     * @param place what was looked at, for example {@code target}, never null
     * @param offsetBytes where the byte is in it
     * @param expected the bytes that should be there from this offset on, for people, never null
     * @param found the bytes that are there, for people, never null
     * @param origin what the found bytes look like, one clause for people, never null
     * @return the wrong byte, never null
     */
    public static WrongByte of(String place, long offsetBytes, String expected, String found, String origin) {
        return new WrongByte(
                Objects.requireNonNull(place, "place"),
                offsetBytes,
                Objects.requireNonNull(expected, "expected"),
                Objects.requireNonNull(found, "found"),
                Objects.requireNonNull(origin, "origin"));
    }

    /**
     * Returns what was looked at.
     *
     * @return for example {@code target}, never null
     */
    public String place() {
        return place;
    }

    /**
     * Returns where it is.
     *
     * @return bytes from the beginning of {@link #place()}
     */
    public long offsetBytes() {
        return offsetBytes;
    }

    /**
     * Returns what should be there.
     *
     * @return bytes in hexadecimal, the wrong one first, never null
     */
    public String expected() {
        return expected;
    }

    /**
     * Returns what is there.
     *
     * @return bytes in hexadecimal, the wrong one first, never null
     */
    public String found() {
        return found;
    }

    /**
     * Returns what the found bytes look like.
     *
     * @return one clause for people, never null
     */
    public String origin() {
        return origin;
    }

    @Override
    public String toString() {
        return "first wrong byte: " + place + " at " + offsetBytes + " (0x" + Long.toHexString(offsetBytes)
                + "), expected " + expected + ", found " + found + ", which is " + origin;
    }
}
