package io.quietcopy.internal.pace;

/**
 * How many bytes a thread would like to have in flight.
 *
 * @param leastBytes the fewest that are of use, at least 1
 * @param mostBytes the most that are wanted, not less
 * @param stream whether they go one block after another, so that no more than a block of them is in flight at a time
 */
public record Wanted(long leastBytes, long mostBytes, boolean stream) {
    /** Returns as many of these bytes as are of use, whatever is offered. */
    long of(double bytes) {
        return Math.max(leastBytes, (long) Math.min((double) mostBytes, bytes));
    }
}
