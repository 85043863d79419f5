package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.Statistics;
import java.util.Locale;

/** Writes values for people: three digits or so, and a unit. */
public final class Format {
    private static final double MIB = 1 << 20;

    private Format() {}

    /** Returns a value with its unit. */
    public static String of(Measure measure, double value) {
        return switch (measure) {
            case SECONDS, USER_SECONDS, SYSTEM_SECONDS -> seconds(value);
            case BYTES_PER_SECOND -> digits(value / 1e6) + " MB/s";
            case CPU_SECONDS_PER_GIB -> digits(value) + " s/GiB";
            case PEAK_MEMORY_BYTES, ALLOCATED_BYTES, READ_IN_FLIGHT_BYTES, WRITE_IN_FLIGHT_BYTES, WINDOW_BYTES ->
                mebibytes(value);
            case SOURCE_PAGES, TARGET_PAGES -> String.format(Locale.ROOT, "%,d", Math.round(value));
            case LOG_P50_SECONDS,
                    LOG_P99_SECONDS,
                    LOG_MAX_SECONDS,
                    READ_P50_SECONDS,
                    READ_P99_SECONDS,
                    READ_MAX_SECONDS -> latency(value);
            case WORKING_SET_CACHED -> percent(value);
        };
    }

    /** Returns a power of ten times the measure's unit, without digits behind the point that are none. */
    static String tick(Measure measure, double value) {
        return of(measure, value).replaceAll("\\.0+(?=\\D)", "");
    }

    /** Returns what a scale of the measure is made of: for sizes it is the mebibyte. */
    static double unit(Measure measure) {
        return switch (measure) {
            case PEAK_MEMORY_BYTES, ALLOCATED_BYTES, READ_IN_FLIGHT_BYTES, WRITE_IN_FLIGHT_BYTES, WINDOW_BYTES -> MIB;
            default -> 1;
        };
    }

    /** Returns the median, and how far the values were apart if that is to be seen. */
    static String spread(Measure measure, Statistics statistics) {
        String median = of(measure, statistics.median());
        String min = of(measure, statistics.min());
        String max = of(measure, statistics.max());
        if (min.equals(max)) {
            return median;
        }
        return unit(min).equals(unit(median)) && unit(max).equals(unit(median))
                ? median + " (" + bare(min) + "–" + bare(max) + ")"
                : median + " (" + min + "–" + max + ")";
    }

    /** Returns a number with about three digits. */
    static String digits(double value) {
        double size = Math.abs(value);
        if (size >= 100 || size == 0) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        if (size >= 9.995) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return String.format(Locale.ROOT, size < 0.0995 ? "%.3f" : "%.2f", value);
    }

    /** Returns a latency in the unit that fits. */
    static String latency(double seconds) {
        if (seconds < 0.001) {
            return digits(seconds * 1e6) + " µs";
        }
        return seconds < 1 ? digits(seconds * 1e3) + " ms" : digits(seconds) + " s";
    }

    static String seconds(double value) {
        return digits(value) + " s";
    }

    static String mebibytes(double bytes) {
        return bytes < 10 * 1024 * MIB ? digits(bytes / MIB) + " MiB" : digits(bytes / MIB / 1024) + " GiB";
    }

    /** Never rounds up to all. */
    static String percent(double part) {
        return part < 1 && part > 0.995 ? "99 %" : Math.round(part * 100) + " %";
    }

    private static String unit(String text) {
        return text.substring(bare(text).length());
    }

    private static String bare(String text) {
        int unit = text.indexOf(' ');
        return unit < 0 ? text : text.substring(0, unit);
    }
}
