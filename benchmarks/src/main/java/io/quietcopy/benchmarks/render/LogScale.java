package io.quietcopy.benchmarks.render;

import java.util.ArrayList;
import java.util.List;

/**
 * Places values on a logarithmic axis. What is outside stands at its end. Immutable.
 *
 * @param low the value at the beginning, more than 0
 * @param high the value at the end, more than {@code low}
 * @param from the place of the beginning
 * @param to the place of the end
 */
record LogScale(double low, double high, double from, double to) {

    /** An axis over whole powers of ten that has room for two values. */
    static LogScale around(double least, double most, double from, double to) {
        return around(least, most, 1, from, to);
    }

    /** An axis over a unit times whole powers of ten that has room for two values. */
    static LogScale around(double least, double most, double unit, double from, double to) {
        double low = unit * Math.pow(10, Math.floor(Math.log10(least / unit)));
        double high = unit * Math.pow(10, Math.ceil(Math.log10(Math.max(most, least * 1.01) / unit)));
        return new LogScale(low, high, from, to);
    }

    double at(double value) {
        double clamped = Math.min(high, Math.max(low, value));
        return from + (to - from) * Math.log(clamped / low) / Math.log(high / low);
    }

    /** The unit times each power of ten. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (double tick = low; tick <= high * 1.001; tick *= 10) {
            ticks.add(tick);
        }
        return ticks;
    }
}
