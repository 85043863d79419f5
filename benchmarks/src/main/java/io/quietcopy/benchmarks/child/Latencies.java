package io.quietcopy.benchmarks.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * When things began and how long they took, in nanoseconds of {@link System#nanoTime}. A fixed number of them; what comes
 * after is dropped. Thread-safe.
 */
public final class Latencies {
    private final long[] starts;
    private final long[] took;
    private int count;

    Latencies(int most) {
        starts = new long[most];
        took = new long[most];
        // The memory is to be there before it is needed.
        Arrays.fill(starts, 1);
        Arrays.fill(took, 1);
    }

    private Latencies(long[] starts, long[] took) {
        this.starts = starts;
        this.took = took;
        this.count = starts.length;
    }

    /** Makes them of given values. */
    public static Latencies of(long[] startNanos, long[] tookNanos) {
        if (startNanos.length != tookNanos.length) {
            throw new IllegalArgumentException(startNanos.length + " starts, " + tookNanos.length + " times");
        }
        return new Latencies(startNanos.clone(), tookNanos.clone());
    }

    synchronized void add(long startNanos, long tookNanos) {
        if (count < starts.length) {
            starts[count] = startNanos;
            took[count] = tookNanos;
            count++;
        }
    }

    synchronized void clear() {
        count = 0;
    }

    /** Returns how many there are. */
    public synchronized int count() {
        return count;
    }

    /** Returns when one began. */
    public synchronized long startNanos(int index) {
        return starts[index];
    }

    /** Returns how long one took. */
    public synchronized long tookNanos(int index) {
        return took[index];
    }

    /** Returns how long those took that were under way at any time between two moments, ascending. */
    public synchronized long[] sortedBetween(long fromNanos, long toNanos) {
        long[] found = new long[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            if (starts[i] <= toNanos && starts[i] + took[i] >= fromNanos) {
                found[size++] = took[i];
            }
        }
        long[] sorted = Arrays.copyOf(found, size);
        Arrays.sort(sorted);
        return sorted;
    }

    synchronized void write(DataOutputStream out) throws IOException {
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            out.writeLong(starts[i]);
            out.writeLong(took[i]);
        }
    }

    /**
     * Reads what {@link Neighbour} answers: first the log, then the reads.
     *
     * @throws IOException if the other side has ended
     */
    public static Latencies read(DataInputStream in) throws IOException {
        int count = in.readInt();
        long[] starts = new long[count];
        long[] took = new long[count];
        for (int i = 0; i < count; i++) {
            starts[i] = in.readLong();
            took[i] = in.readLong();
        }
        return new Latencies(starts, took);
    }
}
