package io.quietcopy.benchmarks.result;

import java.util.Arrays;
import java.util.Collection;

/**
 * What is told about a number of values. Immutable.
 *
 * @param count how many values there were, at least one
 * @param min the smallest
 * @param median the one in the middle, or the mean of the two in the middle
 * @param max the largest
 */
public record Statistics(int count, double min, double median, double max) {

    /**
     * Counts values.
     *
     * @throws IllegalArgumentException if there are none, or one is not a number
     */
    public static Statistics of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("there are no values");
        }
        if (Arrays.stream(sorted).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("not a number among " + values);
        }
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Statistics(sorted.length, sorted[0], median, sorted[sorted.length - 1]);
    }

    /**
     * Returns the value that so many hundredths of the values do not exceed: the nearest rank, so that it is always one of
     * the values.
     *
     * @param sorted ascending, not empty
     * @param percent more than 0, at most 100
     */
    public static long percentile(long[] sorted, double percent) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("there are no values");
        }
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent (" + percent + ") must be more than 0 and at most 100");
        }
        return sorted[(int) Math.ceil(percent / 100 * sorted.length) - 1];
    }
}
