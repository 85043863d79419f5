package io.quietcopy.internal.units;

import java.time.Duration;

/**
 * Reads and writes sizes, rates and times: the only parser for them in the library.
 *
 * <p>Numbers are written with the digits 0 to 9 and a decimal point, without sign, and the result is exact: what is not a whole
 * number of bytes or nanoseconds is refused. Blanks may stand around the text and between number and unit. What is written by
 * the {@code format} methods reads back as the same value. Every refusal is an {@link IllegalArgumentException} whose message
 * shows the text and says what would be right.
 */
public final class Units {
    private Units() {}

    /**
     * Reads a size: {@code 4096}, {@code 80MB}, {@code 1.5GiB}. {@code KiB MiB GiB TiB} are powers of 1024, {@code kB MB GB TB}
     * (and {@code KB}) powers of 1000; no unit, or {@code B}, means bytes.
     *
     * @param text the text, never null
     * @return bytes, at least 0
     * @throws IllegalArgumentException if the text is not a size, is ambiguous ({@code 1M}), or is too large for a long
     */
    public static long parseBytes(String text) {
        return Sizes.parse(text, "size");
    }

    /**
     * Reads a rate: a size and {@code /s}, for example {@code 80MiB/s}.
     *
     * @param text the text, never null
     * @return bytes a second, at least 0
     * @throws IllegalArgumentException if the text is not a rate
     */
    public static long parseBytesPerSecond(String text) {
        String stripped = Quantity.plain(text, "rate", "80MiB/s");
        if (!stripped.endsWith("/s")) {
            throw new IllegalArgumentException(
                    Quote.of(stripped) + " is not a rate: write a size and /s, for example 80MiB/s");
        }
        return Sizes.parse(stripped.substring(0, stripped.length() - 2), "rate");
    }

    /**
     * Reads a time: parts of a number and a unit, the largest unit first ({@code 30s}, {@code 500ms}, {@code 1m30s},
     * {@code 1d 12h}), or an ISO 8601 duration ({@code PT30S}). Units are {@code d}, {@code h}, {@code m} or {@code min},
     * {@code s} and {@code ms}; only the last part may have a fraction.
     *
     * @param text the text, never null
     * @return the time, never null or negative
     * @throws IllegalArgumentException if the text is not a time or is too large for a {@link Duration}
     */
    public static Duration parseDuration(String text) {
        return Times.parse(text);
    }

    /**
     * Writes a size in the largest binary unit that divides it.
     *
     * @param bytes the size, at least 0
     * @return for example {@code 16MiB} or {@code 4097B}, never null
     * @throws IllegalArgumentException if the size is negative
     */
    public static String formatBytes(long bytes) {
        return Sizes.format(bytes);
    }

    /**
     * Writes a time exactly, the largest unit first.
     *
     * @param time the time, never null or negative
     * @return for example {@code 500ms}, {@code 1m30s} or {@code 0s}, never null
     * @throws IllegalArgumentException if the time is negative
     */
    public static String formatDuration(Duration time) {
        return Times.format(time);
    }
}
