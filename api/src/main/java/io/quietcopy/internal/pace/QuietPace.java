package io.quietcopy.internal.pace;

import java.util.HashMap;
import java.util.Map;

/**
 * Yields to others: leaves the storage alone for a part of the time, and the more of it the more somebody else seems to wait.
 *
 * <p><b>Shape.</b> Who shares the storage is held up by what is in flight when they come. So it is one piece at a time, of
 * {@value #PIECE_BYTES} bytes, and after each a pause, so that pieces take {@value #MOST_OF_THE_TIME} of the time at most. A rate
 * alone would not do: large blocks, however rare, are what somebody is behind at the 99th percentile. Whoever comes waits for a
 * third of a piece on average; that is little as long as a piece takes no more than twice as long to move as the storage takes to
 * answer at all. On one machine a neighbour's {@code fsync} took 1.5 times as long beside such pieces without pauses, and 4 times
 * beside a copy at full pace.
 *
 * <p><b>Yielding.</b> There are two signs of others.
 * <ul>
 *   <li>The copy's own latency over the least that it has seen ({@link LatencyFloor}): who else is in the queue makes it rise. TCP
 *       Vegas (Brakmo and Peterson 1995) and LEDBAT (RFC 6817) yield by that. Since no more than one piece is in flight, it does
 *       not hold itself up. Up to {@value #USUAL_INFLATION} times the least is noise; above, the part of the time falls with the
 *       cube: at twice as much the copy leaves two thirds of what it had.
 *   <li>How long others wait for I/O while nothing of the copy is in flight, by the kernel's account of pressure, which would
 *       count the copy itself otherwise. It listens in the pauses, and makes one that is long enough each second. The copy takes
 *       the part of the time in which nobody waits.
 * </ul>
 *
 * <p>The part of the time is a function of both, and not a state that is stepped up and down: others' load does not depend on it,
 * so there is nothing to converge to, and nothing that oscillates. It is never so small that fewer than {@link
 * #LEAST_BYTES_PER_SECOND} would move, if the storage lets them.
 *
 * <p><b>Distant storage.</b> Where latency is mere distance, one piece at a time is little: {@link PieceCount} finds out.
 *
 * <p>A stream has one block in flight, so there it is the length that is limited, to {@value #STREAM_MILLIS} ms.
 */
final class QuietPace implements PacePolicy {
    /** The rate that is never gone below, in bytes a second. */
    static final double LEAST_BYTES_PER_SECOND = 4 << 20;

    static final int PIECE_BYTES = 256 << 10;
    static final double MOST_OF_THE_TIME = 0.65;

    private static final double USUAL_INFLATION = 1.35;
    private static final double USUAL_PRESSURE = 0.1;
    /** How much of the newest is in a mean. */
    private static final double NEW_IN_MEAN = 0.3;

    private static final int EPOCH_PIECES = 32;

    private static final int STREAM_MILLIS = 50;
    private static final long FIRST_STREAM_BYTES = 4 << 20;

    private static final long LISTEN_EVERY_NANOS = 1_000_000_000L;
    private static final long LISTEN_NANOS = 10_000_000L;

    private final boolean hears;
    private final Map<Integer, LatencyFloor> floors = new HashMap<>();

    private final PieceCount count = new PieceCount();
    private int inFlight;
    private boolean started;
    private long notBeforeNanos;
    /** Somebody waits for the end of the pause. */
    private boolean asked;
    /** By how much the last pause was too long, since threads do not wake up in time. */
    private long lateNanos;

    private long nextListenNanos;
    private boolean listening;
    private double streamBytesPerNano = FIRST_STREAM_BYTES / (STREAM_MILLIS * 1e6);

    /** What is known of others. */
    private double inflation = 1;

    private double pressure;

    private int epochPieces;
    private double epochInflation;
    /** How many pieces started so that no more could. */
    private int epochFull;

    private boolean epochKnown = true;
    /** Pieces to come that may have started with another number in flight. */
    private int unsettled;

    /**
     * Makes a pace.
     *
     * @param hears whether the kernel tells of others' waiting
     */
    QuietPace(boolean hears) {
        this.hears = hears;
    }

    @Override
    public long grant(long nowNanos, Wanted wanted) {
        if (!started) {
            started = true;
            nextListenNanos = nowNanos + LISTEN_EVERY_NANOS;
            notBeforeNanos = nowNanos;
        }
        if (full() || nowNanos < notBeforeNanos) {
            return 0;
        }
        lateNanos = asked ? nowNanos - notBeforeNanos : 0;
        asked = false;
        listening = false;
        inFlight++;
        epochFull += inFlight == count.most() ? 1 : 0;
        return wanted.of(wanted.stream() ? streamBytesPerNano * STREAM_MILLIS * 1e6 : PIECE_BYTES);
    }

    @Override
    public long waitNanos(long nowNanos, Wanted wanted) {
        asked |= nowNanos <= notBeforeNanos;
        return full() ? Long.MAX_VALUE : Math.max(1, notBeforeNanos - nowNanos);
    }

    /** Something has to end first. */
    private boolean full() {
        return inFlight >= (listening ? 1 : count.most());
    }

    @Override
    public void ended(long nowNanos, long bytes, long latencyNanos) {
        inFlight--;
        if (bytes > 0) {
            learn(nowNanos, bytes, Math.max(1, latencyNanos));
        }
        if (hears && nowNanos >= nextListenNanos) {
            nextListenNanos = nowNanos + LISTEN_EVERY_NANOS;
            listening = true;
        }
        if (listening && inFlight == 0) {
            notBeforeNanos = nowNanos + LISTEN_NANOS;
        }
        if (count.most() == 1) {
            notBeforeNanos = Math.max(notBeforeNanos, nowNanos + pauseNanos(bytes, latencyNanos));
        }
    }

    private long pauseNanos(long bytes, long latencyNanos) {
        double wanted = latencyNanos * (1 / partOfTheTime() - 1) - lateNanos;
        double longest = bytes / LEAST_BYTES_PER_SECOND * 1e9 - latencyNanos;
        return (long) Math.max(0, Math.min(wanted, longest));
    }

    /** Returns for which part of the time something may be in flight, if that is one piece at a time. */
    double partOfTheTime() {
        double over = Math.max(1, inflation / USUAL_INFLATION);
        double others = Math.max(0, pressure - USUAL_PRESSURE) / (1 - USUAL_PRESSURE);
        return MOST_OF_THE_TIME / (over * over * over) * (1 - others);
    }

    @Override
    public boolean listens(long nowNanos) {
        return hears && inFlight == 0 && notBeforeNanos - nowNanos >= LISTEN_NANOS / 2;
    }

    @Override
    public void pressure(double share) {
        pressure += (share - pressure) / 2;
    }

    private void learn(long nowNanos, long bytes, long latencyNanos) {
        double cost = (double) latencyNanos / bytes;
        streamBytesPerNano += NEW_IN_MEAN * (1 / cost - streamBytesPerNano);
        int sizeClass = 64 - Long.numberOfLeadingZeros(bytes);
        LatencyFloor floor = floors.computeIfAbsent(sizeClass, key -> new LatencyFloor());
        if (unsettled > 0) {
            unsettled--;
            return;
        }
        if (count.most() == 1) {
            floor.add(nowNanos, cost);
        }
        epochPieces++;
        epochInflation += floor.inflation(cost);
        epochKnown &= floor.known();
        if (epochPieces >= EPOCH_PIECES) {
            endEpoch(nowNanos, epochInflation / epochPieces);
            beginEpoch();
        }
    }

    private void beginEpoch() {
        epochPieces = 0;
        epochInflation = 0;
        epochFull = 0;
        epochKnown = true;
    }

    private void endEpoch(long nowNanos, double mean) {
        int before = count.most();
        if (count.isTried()) {
            count.judge(mean, epochFull >= EPOCH_PIECES / 2);
        } else {
            inflation += NEW_IN_MEAN * (mean - inflation);
            count.consider(nowNanos, epochKnown, inflation, pressure);
        }
        if (count.most() != before) {
            unsettled = Math.max(before, count.most());
            floors.values().forEach(LatencyFloor::interrupt);
        }
    }

    int mostInFlight() {
        return count.most();
    }
}
