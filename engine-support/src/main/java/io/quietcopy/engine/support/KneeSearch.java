package io.quietcopy.engine.support;

import io.quietcopy.engine.support.Trial.Result;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says after each {@link Trial} what the next one is to be about: a size of the window, and of the blocks. {@link AdaptiveWindow}
 * tells the idea.
 *
 * <pre>{@code
 *                  more pays                             calm for long, or suspicion
 *                   ┌────┐       ┌───────┐ blocks of    ┌────────────────────────┐
 *                   ▼    │       │ REFIT │ another size ▼                        │
 *   start ───────> RISE ─┴─────> └───────┘ <──────────> CRUISE                  DIP ─┐ still no
 *                   ▲    no more                        ▲                     ▲ │  <─┘ less: deeper
 *                   │                                   └─ the knee is known ───┤
 *                   └─────── less is as much less: nothing was queued ──────────┘
 * }</pre>
 *
 * <p>A point is what a trial has measured. Two points whose difference no size of a window explains (more in flight, and slower;
 * or a latency that fell with it) tell of storage that has changed in between: then both are forgotten.
 *
 * <p>Not thread-safe. Knows no clock.
 */
final class KneeSearch {
    /** Two blocks: one is read while another is written. */
    private static final int LEAST_BLOCKS = 2;
    /** A first look need not be exact: the next doubling shows it. */
    private static final int RISE_BLOCKS = 6;

    private static final int MANY_BLOCKS = 16;
    private static final int DIP_WINDOWS = 2;
    private static final int CRUISE_WINDOWS = 4;

    /** More than the knee, so that a pipe that has become wider shows. */
    private static final double HEADROOM = 1.07;
    /** Up to a whole block, if there is this much to it. */
    private static final double ROUNDING = 0.75;
    /** What of the latency may be added for its deviation. */
    private static final double MOST_JITTER = 0.15;
    /** Less than the knee by so much that the rate shows it, and by so little that it costs next to nothing. */
    private static final double DIP = 0.88;

    private static final double DEEPEST_FIRST_DIP = 0.4;
    private static final double DEEPER = 0.8;
    private static final double DEEPEST = 0.5;

    /** From which elasticity on the window, and nothing else, was what limited the rate. */
    private static final double UNSATURATED = 0.85;
    /** Up to which elasticity the window had no influence on the rate. */
    private static final double SATURATED = 0.25;
    /** From which elasticity on more bytes in flight are worth it. */
    private static final double WORTH_IT = 0.5;

    /** What a third block has to bring. */
    private static final double GAIN = 1.05;

    private static final double SHARE_ROOM = 1.06;
    private static final double LEAST_SHARE = 0.25;

    private static final double FIRST_RISE = 1.25;
    private static final double MOST_RISE = 2;
    /** What share of the window has to be used, on average, for a trial to tell anything about it. */
    private static final double USED = 0.7;
    /** Blocks of another size must keep this share of the rate. */
    private static final double KEPT = 0.93;

    private static final int REFIT_TRIALS = 3;

    private static final double SUSPICIOUS = 0.05;
    private static final double USUAL_NOISES = 4;
    private static final double MOST_NOISE = 0.3;
    private static final int SHORT_PATIENCE = 3;
    private static final int MOST_PATIENCE = 32;

    /**
     * What a search has found out, for another one to begin with.
     *
     * @param limitBytes how much it had in flight
     * @param blockBytes in blocks of which size
     * @param kneeBytes what the storage needs
     * @param freeNanos how long a byte takes when nothing is queued
     * @param writeShare what part of that time is the target's
     * @param patience after how many trials that agree the next dip comes
     */
    record Start(
            long limitBytes, long blockBytes, double kneeBytes, double freeNanos, double writeShare, int patience) {}

    private enum Phase {
        RISE,
        CRUISE,
        DIP,
        REFIT
    }

    private final long mostBytes;
    private final BlockChoice blocks;
    private Phase phase = Phase.RISE;
    private long limit;

    /** The point to compare with: of the smaller window in RISE, the fastest of this chain in DIP, of the old blocks in REFIT. */
    private @Nullable Result reference;
    /** What CRUISE has seen so far. */
    private @Nullable Result cruise;

    private long cruiseLimit;
    private double rise = MOST_RISE;
    private double deeper = DEEPER;
    private boolean firstDip;
    /** How far the rate usually is from its mean. */
    private double noise = 0.02;
    /** How many trials agreed. */
    private int calm;
    /** After how many of them comes the next dip: the longer nothing changes, the rarer. */
    private int patience = SHORT_PATIENCE;
    /** The next dip comes after one trial. */
    private boolean hasty;
    /** How long a byte takes when nothing is queued. */
    private double freeNanos;

    private double kneeBytes;
    /** What part of that time is the target's. */
    private double writeShare;

    private boolean sharesKnown;
    private long limitBeforeRefit;

    /**
     * Starts with the size that is enough for a local disk.
     *
     * @param mostBytes the most bytes in flight
     * @param blocks the choice of blocks
     */
    KneeSearch(long mostBytes, BlockChoice blocks) {
        this.mostBytes = mostBytes;
        this.blocks = blocks;
        limit = whole(FixedWindow.DEFAULT_BYTES);
    }

    /** Begins with what another search has found out; where the rate is another one, it looks at once. */
    void startWith(Start start) {
        blocks.startWith(start.blockBytes());
        limit = whole(start.limitBytes());
        cruiseLimit = limit;
        kneeBytes = start.kneeBytes();
        freeNanos = start.freeNanos();
        writeShare = start.writeShare();
        sharesKnown = true;
        patience = start.patience();
        cruise = new Result(kneeBytes / freeNanos, freeNanos, 0, writeShare);
        phase = Phase.CRUISE;
    }

    /** Returns what has been found out so far, or empty before the first knee. */
    Optional<Start> found() {
        return kneeBytes > 0 && cruiseLimit > 0
                ? Optional.of(new Start(cruiseLimit, blocks.bytes(), kneeBytes, freeNanos, writeShare, patience))
                : Optional.empty();
    }

    long limitBytes() {
        return limit;
    }

    BlockChoice blocks() {
        return blocks;
    }

    /**
     * Returns how much may be in flight on one side. When threads are late for a moment, or storage answers in bursts, nearly all of
     * the window gathers on one side, which gains nothing from it. So while it cruises a side has as much as its part
     * of the latency without a queue, and a little more.
     */
    long sideLimitBytes(boolean write) {
        if (!sharesKnown || phase == Phase.RISE || phase == Phase.REFIT) {
            return Long.MAX_VALUE;
        }
        double share = Math.max(LEAST_SHARE, write ? writeShare : 1 - writeShare);
        long block = blocks.bytes();
        double windowBlocks = (double) cruiseLimit / block;
        return (long) ((windowBlocks * share * SHARE_ROOM + Math.max(0.5, 2 - windowBlocks / 10)) * block);
    }

    /**
     * Returns how many bytes have to arrive before the first trial may measure: where a knee is known already, its rate must not look
     * lower than it is because the pipe had to be filled.
     */
    long fillBytes() {
        return phase == Phase.RISE ? 0 : limit;
    }

    /** Returns how many bytes the next trial is to measure. */
    long trialBytes() {
        int leastBlocks = phase == Phase.RISE ? RISE_BLOCKS : MANY_BLOCKS;
        int leastWindows = phase == Phase.RISE ? 1 : phase == Phase.DIP ? DIP_WINDOWS : CRUISE_WINDOWS;
        long leastBytes = Math.max(leastBlocks * blocks.bytes(), leastWindows * limit);
        return (leastBytes + limit - 1) / limit * limit;
    }

    /** Learns what a trial has measured. */
    void learn(Result point) {
        boolean used = point.inFlightBytes() >= USED * limit;
        if (!used) {
            // A pace, a digest or small pieces are what limits it: nothing can be learnt of the storage.
            again();
            return;
        }
        switch (phase) {
            case RISE -> risen(point);
            case CRUISE -> cruised(point);
            case DIP -> dipped(point);
            case REFIT -> refitted(point);
        }
    }

    /** Learns who else waits for the storage. Returns whether that changes anything. */
    boolean company(Company company) {
        if (!blocks.company(company)) {
            return false;
        }
        if (phase == Phase.RISE && cruiseLimit == 0) {
            limit = whole(limit);
        } else {
            again();
        }
        return true;
    }

    private void risen(Result point) {
        Result low = reference;
        if (low != null && cruiseLimit > 0 && changed(low, point)) {
            again();
        } else if (low == null || (elasticity(low, point) >= WORTH_IT && limit < whole(mostBytes))) {
            reference = point;
            limit = whole(Math.max((long) (limit * rise), limit + blocks.bytes()));
            rise = Math.min(MOST_RISE, rise * FIRST_RISE);
        } else if (limit == (LEAST_BLOCKS + 1) * blocks.bytes() && point.rate() < GAIN * low.rate()) {
            stayLeast(low);
        } else {
            settle(point.rate(), low);
        }
    }

    private void cruised(Result point) {
        calm++;
        Result mean = cruise;
        if (mean == null) {
            cruise = point;
        } else {
            double off = Math.abs(point.rate() / mean.rate() - 1);
            boolean suspicious = off > Math.max(SUSPICIOUS, USUAL_NOISES * noise);
            noise += (Math.min(off, MOST_NOISE) - noise) / 8;
            if (suspicious) {
                // The trial may have seen both, before and after: one more, and a dip shows what it was.
                cruise = null;
                calm = 0;
                hasty = true;
                sharesKnown = false;
                return;
            }
            cruise = mean.towards(point);
        }
        if (calm >= patience || hasty) {
            hasty = false;
            dip(cruise);
        }
    }

    private void dip(Result from) {
        reference = from;
        firstDip = true;
        deeper = DEEPER;
        double likelyKnee = Math.min(Math.min(kneeBytes, (double) limit), from.rate() * freeNanos);
        long dipped =
                whole(Math.min(limit - blocks.bytes(), (long) Math.max(DEEPEST_FIRST_DIP * limit, DIP * likelyKnee)));
        if (dipped < limit) {
            phase = Phase.DIP;
            limit = dipped;
        } else {
            // There is no less, so more has to show it.
            riseFrom(from);
        }
    }

    private void riseFrom(Result from) {
        reference = from;
        phase = Phase.RISE;
        rise = FIRST_RISE;
        limit = whole(Math.max((long) (cruiseLimit * FIRST_RISE), cruiseLimit + blocks.bytes()));
    }

    private void dipped(Result point) {
        Result high = reference;
        if (high == null || changed(point, high)) {
            again();
            return;
        }
        double elasticity = elasticity(point, high);
        if (elasticity >= UNSATURATED && firstDip && cruiseLimit < whole(mostBytes)) {
            riseFrom(high);
        } else if (elasticity <= SATURATED && limit > LEAST_BLOCKS * blocks.bytes()) {
            firstDip = false;
            reference = point.rate() > high.rate() ? point : high;
            limit = whole(Math.min(limit - blocks.bytes(), (long) (limit * deeper)));
            deeper = Math.max(DEEPEST, deeper * DEEPER);
        } else if (limit == LEAST_BLOCKS * blocks.bytes() && high.rate() < GAIN * point.rate()) {
            stayLeast(point);
        } else {
            settle(high.rate(), point);
        }
    }

    /** Two blocks do as well as more. */
    private void stayLeast(Result point) {
        freeNanos = point.latencyNanos();
        kneeBytes = LEAST_BLOCKS * blocks.bytes();
        cruiseOrRefit(LEAST_BLOCKS * blocks.bytes(), point);
    }

    /** The knee is where the highest rate and the latency without a queue meet. */
    private void settle(double rate, Result free) {
        freeNanos = free.latencyNanos();
        writeShare = free.writeShare();
        sharesKnown = true;
        kneeBytes = rate * freeNanos;
        cruiseOrRefit(roomy(rate, free), new Result(rate, freeNanos, free.deviationNanos(), writeShare));
    }

    /** The knee is known: stays there, or tries blocks that suit it better. */
    private void cruiseOrRefit(long wanted, Result expected) {
        long before = blocks.bytes();
        if (!blocks.fit(kneeBytes)) {
            cruise(wanted, expected);
            return;
        }
        limitBeforeRefit = wanted;
        // One side's pipe holds a block, or both do: as much as may be needed, and the next dip tells.
        long change = blocks.bytes() - before;
        kneeBytes += change < 0 ? change : 2 * change;
        freeNanos = kneeBytes / expected.rate();
        reference = new Result(expected.rate(), freeNanos, expected.deviationNanos(), expected.writeShare());
        limit = roomy(expected.rate(), reference);
        calm = 0;
        phase = Phase.REFIT;
    }

    private void refitted(Result point) {
        Result before = reference;
        calm++;
        if (before == null || point.rate() >= KEPT * before.rate()) {
            cruiseLimit = limit;
            cruise(limit, point);
            patience = SHORT_PATIENCE;
        } else if (calm == REFIT_TRIALS) {
            blocks.refuse();
            cruiseLimit = limitBeforeRefit;
            again();
        }
    }

    private void cruise(long wanted, Result expected) {
        boolean near = Math.abs(wanted - cruiseLimit) <= Math.max(blocks.bytes(), cruiseLimit / 5);
        long damped = near && wanted > LEAST_BLOCKS * blocks.bytes()
                ? whole((wanted + cruiseLimit + blocks.bytes()) / 2)
                : wanted;
        boolean same = Math.abs(damped - cruiseLimit) <= Math.max(blocks.bytes(), cruiseLimit / 8);
        patience = same ? Math.min(MOST_PATIENCE, 2 * patience) : SHORT_PATIENCE;
        limit = damped;
        cruiseLimit = damped;
        cruise = expected;
        calm = 0;
        phase = Phase.CRUISE;
    }

    /** Forgets what was seen, and looks again. */
    private void again() {
        sharesKnown = false;
        limit = whole(cruiseLimit == 0 ? limit : cruiseLimit);
        cruiseLimit = limit;
        cruise = null;
        calm = 0;
        hasty = true;
        phase = Phase.CRUISE;
    }

    private static boolean changed(Result low, Result high) {
        return high.rate() < 0.9 * low.rate() || high.latencyNanos() < 0.85 * low.latencyNanos();
    }

    /** Returns how much of a change of the bytes in flight shows in the rate: 1 if all of it does, 0 if nothing. */
    private static double elasticity(Result low, Result high) {
        double more = Math.log(high.inFlightBytes() / low.inFlightBytes());
        return Math.log(high.rate() / low.rate()) / Math.max(0.05, more);
    }

    private long roomy(double rate, Result free) {
        double jitter = Math.min(free.deviationNanos(), MOST_JITTER * free.latencyNanos());
        double bytes = rate * (free.latencyNanos() * HEADROOM + jitter);
        return whole((long) (bytes + ROUNDING * blocks.bytes()));
    }

    /** Returns as many whole blocks as fit, within the bounds. */
    private long whole(long bytes) {
        long block = blocks.bytes();
        long most = Math.max(1, mostBytes / block);
        return Math.min(Math.max(LEAST_BLOCKS, bytes / block), most) * block;
    }
}
