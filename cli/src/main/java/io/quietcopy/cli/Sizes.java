package io.quietcopy.cli;

import java.time.Duration;
import java.util.Locale;

/** Writes sizes, rates and times for people. */
final class Sizes {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Sizes() {}

    /** Returns a size with three digits or so, for example {@code 4.2 GiB}. */
    static String bytes(long bytes) {
        int unit = unit(bytes);
        return unit < 0 ? count(bytes) : number(bytes / size(unit)) + " " + UNITS[unit];
    }

    /** Returns a size, with its number of bytes where the short form rounds: {@code 1 GiB (1,073,742,336 bytes)}. */
    static String exact(long bytes) {
        int unit = unit(bytes);
        boolean rounded = unit >= 0 && Double.parseDouble(number(bytes / size(unit))) * size(unit) != bytes;
        return rounded ? bytes(bytes) + String.format(Locale.ROOT, " (%,d bytes)", bytes) : bytes(bytes);
    }

    /** Returns a rate. */
    static String rate(double bytesPerSecond) {
        return bytes(Math.round(bytesPerSecond)) + "/s";
    }

    /** Returns a length of time, for example {@code 0.42 s}, {@code 12.3 s}, {@code 2 min 5 s}, {@code 1 h 20 min}. */
    static String time(Duration time) {
        double seconds = time.toMillis() / 1000.0;
        if (seconds < 9.995) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        if (seconds < 59.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /** Returns a time as a clock shows it: {@code 0:07}, {@code 12:05}, {@code 1:02:03}. */
    static String clock(long seconds) {
        long minutes = seconds / 60;
        return minutes < 60
                ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
    }

    private static String count(long bytes) {
        return bytes == 1 ? "1 byte" : bytes + " bytes";
    }

    /** Returns the unit's place in the list, -1 for bytes. */
    private static int unit(long bytes) {
        int unit = -1;
        // Not 1024: 1023.5 and more would be written as 1024.
        while (unit < UNITS.length - 1 && bytes / size(unit) >= (unit < 0 ? 1024 : 1023.5)) {
            unit++;
        }
        return unit;
    }

    private static double size(int unit) {
        return Math.pow(1024, unit + 1);
    }

    private static String number(double value) {
        String text = value < 99.95 ? String.format(Locale.ROOT, "%.1f", value) : Long.toString(Math.round(value));
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
