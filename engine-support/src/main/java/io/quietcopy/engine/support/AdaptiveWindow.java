package io.quietcopy.engine.support;

import io.quietcopy.WindowSample;
import io.quietcopy.spi.TransferSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A window that becomes as small as it can without losing speed, whatever the storage.
 *
 * <p><b>What is looked for.</b> Storage is a pipe: it moves so many bytes a second and no more (<i>C</i>), and a byte takes so long
 * at least (<i>R</i>). With few bytes in flight the rate grows with them and the latency stays; with many the rate stays and
 * the latency grows, since what is more only waits, and lets others wait. In between is the knee, at <i>C·R</i> bytes, the
 * bandwidth-delay product; there is the best rate at the least latency (Kleinrock 1979).
 *
 * <pre>{@code
 *   rate        C ┌────────      latency       /
 *                /│                           /
 *               / │                       R ─┴
 *              /  │ C·R                      │ C·R
 *             └───┴────────> in flight   ────┴───────> in flight
 * }</pre>
 *
 * <p>A block is read and then written, and in flight all the time, so <i>R</i> is the latency of both sides together and
 * <i>C</i> the rate of the slower side. One window for both comes out right without knowing which is which: in front of a
 * slow target there is no queue either, since the source gets a block to read when the target has written one.
 *
 * <p><b>How.</b> Both cannot be measured at once: the rate shows with a full pipe, the latency with an empty one (Cardwell et
 * al., "BBR: Congestion-Based Congestion Control", ACM Queue 2016; draft-cardwell-iccrg-bbr-congestion-control). And at one size
 * of the window, rate and latency say the same, by Little's law. So the window makes experiments: it takes two sizes, and looks at
 * the <i>elasticity</i>, how much of the change shows in the rate.
 *
 * <ul>
 *   <li><b>Rise.</b> Twice as many bytes, until that is not worth it (BBR's start, and TCP's slow start). The knee lies between
 *       the last two.
 *   <li><b>Cruise.</b> A little more than the knee, and as much more as the latency deviates: where it jitters, a pipe
 *       without a queue runs dry at times (TCP adds the deviation to its timeout: Jacobson 1988). Each side has its share of it.
 *   <li><b>Dip.</b> Now and then a little less than the knee. If the rate falls as it should, the latency is the one without a
 *       queue, and gives a new <i>C·R</i>. If it falls as much as the window, nothing was queued: rise. If it does not fall, all
 *       was queue: dip deeper. TCP Vegas (Brakmo and Peterson 1995) compares with the lowest latency it has seen, which goes
 *       stale when storage changes; gradient limits (Gradient2 of Netflix's concurrency-limits) with a slow mean, which follows
 *       the queue; BBR empties the pipe at fixed times. A dip costs an eighth of the rate for about four round trips, and comes
 *       after 12 to 128 of them, the rarer the less changes; or at once when the rate does something unusual.
 *   <li><b>Refit.</b> Blocks are chosen with the window ({@link BlockChoice}), and their size is an experiment as well; not so
 *       when somebody else waits for the storage: then they are smaller at once.
 * </ul>
 *
 * <p>Nothing grows without evidence: a dip is what answers all doubts, so that a neighbour's load, which makes everything slower,
 * does not make the window larger. What differs from congestion control in networks: there is no loss, all comes back; a few
 * blocks are all there is, so that sizes are whole blocks and a round trip gives few measurements; and nobody else at the
 * storage keeps to a rule, so there is no fairness to keep but to be small.
 *
 * <p>Changes of the limit are spread over a round trip: many blocks that start at the same time stay together, and are
 * then all on the same side. Only while it rises it may jump.
 *
 * <p>Not thread-safe: {@link BlockSession} calls it under one lock.
 */
public final class AdaptiveWindow implements InFlightWindow {
    /** Above this the limit jumps. */
    private static final double SMOOTH = 1.5;

    private final long mostBytes;
    private final KneeSearch search;
    private final WindowCourse course = new WindowCourse();
    private boolean started;
    private long startNanos;
    private long inFlight;
    private Trial trial = new Trial(0, 1, 0);
    /** The limit goes from here to what is wanted while so many bytes arrive. */
    private long rampFromBytes;

    private long rampBytes;
    private long rampLeftBytes;

    private AdaptiveWindow(long mostBytes, KneeSearch search) {
        this.mostBytes = mostBytes;
        this.search = search;
        tell(0);
    }

    /**
     * Returns a window for a transfer, which may become as large as it allows; blocks of a size that it asks for stay so.
     *
     * @param spec the transfer, never null
     * @param leastBlockBytes the smallest block that both sides take, a power of two
     * @return the window, never null
     */
    public static AdaptiveWindow of(TransferSpec spec, int leastBlockBytes) {
        Objects.requireNonNull(spec, "spec");
        return of(spec.inFlightMaxBytes(), spec.blockBytes(), leastBlockBytes, Optional.empty());
    }

    /** Makes one without a transfer, which begins with what another one has found out. */
    static AdaptiveWindow of(
            long mostBytes, OptionalLong blockBytes, int leastBlockBytes, Optional<KneeSearch.Start> start) {
        KneeSearch search = new KneeSearch(mostBytes, new BlockChoice(mostBytes, blockBytes, leastBlockBytes));
        start.ifPresent(search::startWith);
        return new AdaptiveWindow(mostBytes, search);
    }

    /** Returns what it has found out so far, for another one to begin with; or empty if that is nothing. */
    Optional<KneeSearch.Start> found() {
        return search.found();
    }

    @Override
    public long mostBytes() {
        return mostBytes;
    }

    @Override
    public long limitBytes() {
        long wanted = search.limitBytes();
        if (rampLeftBytes <= 0) {
            return wanted;
        }
        double done = (double) (rampBytes - rampLeftBytes) / rampBytes;
        long ramped = rampFromBytes + Math.round((wanted - rampFromBytes) * done);
        // One block is read while another is written, also on the way.
        return Math.max(ramped, Math.min(wanted, 2 * search.blocks().bytes()));
    }

    @Override
    public long sideLimitBytes(boolean write) {
        return search.sideLimitBytes(write);
    }

    @Override
    public OptionalLong blockBytes() {
        return search.blocks().chosen();
    }

    @Override
    public void acquired(long bytes, long nowNanos) {
        if (!started) {
            started = true;
            startNanos = nowNanos;
            trial = new Trial(search.fillBytes(), search.trialBytes(), nowNanos);
        } else if (inFlight == 0) {
            trial.resumed(nowNanos);
        }
        inFlight += bytes;
    }

    @Override
    public void released(long bytes, long movedBytes, long readNanos, long writeNanos, long nowNanos) {
        inFlight -= bytes;
        rampLeftBytes -= bytes;
        if (movedBytes > 0) {
            trial.arrived(movedBytes, readNanos, writeNanos, nowNanos);
            if (trial.done()) {
                learn(trial.result(nowNanos), nowNanos);
            }
        }
        if (inFlight == 0) {
            trial.paused(nowNanos);
        }
        tell(nowNanos - startNanos);
    }

    /** Says a larger size as soon as it may be used, and a smaller one when no more than that is in flight any longer. */
    private void tell(long sinceStartNanos) {
        long wanted = Math.min(mostBytes, search.limitBytes());
        if (wanted > course.newestBytes() || (rampLeftBytes <= 0 && inFlight <= wanted)) {
            course.add(sinceStartNanos, wanted);
        }
    }

    @Override
    public void company(Company company, long nowNanos) {
        long reached = limitBytes();
        long blockBefore = search.blocks().bytes();
        if (!search.company(company)) {
            return;
        }
        if (started) {
            startTrial(reached, blockBefore, nowNanos);
        }
        tell(started ? nowNanos - startNanos : 0);
    }

    private void learn(Trial.Result point, long nowNanos) {
        long reached = limitBytes();
        long blockBefore = search.blocks().bytes();
        search.learn(point);
        startTrial(reached, blockBefore, nowNanos);
    }

    /** Has the limit go from where it was to where it is wanted, and measures what comes of it. */
    private void startTrial(long reached, long blockBefore, long nowNanos) {
        long wanted = search.limitBytes();
        long settleBytes = 0;
        if (wanted != reached || search.blocks().bytes() != blockBefore) {
            rampFromBytes = reached;
            rampBytes = wanted > SMOOTH * reached ? 0 : Math.max(wanted, reached);
            rampLeftBytes = rampBytes;
            settleBytes = rampBytes + Math.max(inFlight, wanted);
        }
        trial = new Trial(settleBytes, search.trialBytes(), nowNanos);
    }

    @Override
    public List<WindowSample> samples() {
        return course.samples();
    }

    @Override
    public String toString() {
        return "a window of " + limitBytes() + " of at most " + mostBytes + " bytes in flight, in blocks of "
                + search.blocks().bytes();
    }
}
