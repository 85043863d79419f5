package io.quietcopy;

import io.quietcopy.internal.units.Units;

/**
 * A number of bytes.
 *
 * <p>Immutable and thread-safe.
 */
public final class DataSize implements Comparable<DataSize> {
    private final long bytes;

    private DataSize(long bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns a size.
     *
     * @param bytes the number of bytes, at least 0
     * @return the size, never null
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public static DataSize ofBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is at least 0 bytes, but got " + bytes);
        }
        return new DataSize(bytes);
    }

    /**
     * Returns a size in mebibytes (1,048,576 bytes).
     *
     * @param mebibytes the number of mebibytes, at least 0
     * @return the size, never null
     * @throws IllegalArgumentException if it is negative or beyond {@link Long#MAX_VALUE} bytes
     */
    public static DataSize ofMebibytes(long mebibytes) {
        if (mebibytes < 0 || mebibytes > Long.MAX_VALUE >> 20) {
            throw new IllegalArgumentException("a size is 0 to 8 EiB, but got " + mebibytes + " MiB");
        }
        return new DataSize(mebibytes << 20);
    }

    /**
     * Reads a size: a whole or decimal number and a unit, {@code B}, {@code KiB}, {@code MiB}, {@code GiB}, {@code TiB} (powers
     * of 1024) or {@code kB}, {@code MB}, {@code GB}, {@code TB} (powers of 1000); no unit means bytes.
     *
     * @param text for example {@code 16MiB}, never null
     * @return the size, never null
     * @throws IllegalArgumentException if the text is not a size; the message says what is accepted
     */
    public static DataSize parse(String text) {
        return new DataSize(Units.parseBytes(text));
    }

    /**
     * Returns the number of bytes.
     *
     * @return bytes, at least 0
     */
    public long bytes() {
        return bytes;
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DataSize that && bytes == that.bytes;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bytes);
    }

    /** Returns the size in the largest binary unit that divides it, as {@link #parse} reads it back. */
    @Override
    public String toString() {
        return Units.formatBytes(bytes);
    }
}
