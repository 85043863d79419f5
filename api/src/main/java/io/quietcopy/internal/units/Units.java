package io.quietcopy.internal.units;

/** Reads and writes sizes, rates and times. */
@SuppressWarnings("DoNotCallSuggester")
public final class Units {
    private Units() {}

    /** Reads a size. */
    public static long parseBytes(String text) {
        throw new UnsupportedOperationException(text);
    }

    /** Reads a rate. */
    public static long parseBytesPerSecond(String text) {
        throw new UnsupportedOperationException(text);
    }

    /** Writes a size. */
    public static String formatBytes(long bytes) {
        return bytes + "B";
    }
}
