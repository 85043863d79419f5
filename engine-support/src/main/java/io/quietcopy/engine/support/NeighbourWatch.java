package io.quietcopy.engine.support;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices who else waits for the storage.
 *
 * <p><b>Somebody</b> has it flushed ({@code fsync}), which a copy itself does at its end. Who waits for a flush waits for the block
 * before it, so blocks should be small then; where nobody does, that is only slower and costs processor time. One flush or two come from
 * a journal now and then; several in a fifth of a second come from somebody who works. He is believed to be there for two
 * seconds after that. And where flushes are counted, a copy begins as if there were somebody: a twentieth of a second in small
 * blocks costs it next to nothing, and in large ones it is what the neighbour would remember of a short copy.
 *
 * <p><b>Nobody</b> is there if the disks have done as many requests as the copy has made calls, or twice as many where it looks as if each
 * was cut in two. Who reads without ever flushing shows in that, or makes it unclear; so does whatever else lies between a call and a disk
 * (mirrors, stripes, scattered files, merged requests). Unclear is not nobody. And once it has been nobody and then become unclear it
 * may be that larger blocks are cut at random: it is not believed again.
 *
 * <p>Thread-safe. Workers look while they have no piece; it costs nothing but a comparison most of the time.
 */
final class NeighbourWatch {
    private static final long LOOK_NANOS = 10_000_000;
    private static final long SPAN_NANOS = 200_000_000;
    private static final long MANY_FLUSHES = 4;
    private static final long BELIEVED_NANOS = 2_000_000_000;
    private static final long BELIEVED_AT_FIRST_NANOS = 50_000_000;

    /** Fewer than these say nothing. */
    private static final long ENOUGH_CALLS = 40;
    /** More of a journal, or for where the blocks of a file are, or fewer by merging; and one more or less for so many calls. */
    private static final long FEW_REQUESTS = 4;

    private static final long CALLS_FOR_A_REQUEST = 64;
    private static final int MOST_PARTS = 2;

    /** What the copy itself has done. */
    interface OwnCalls {
        /** Returns how many reads and writes have begun. */
        long begun();

        /** Returns how many of them have ended. */
        long ended();
    }

    /** What had been done at one time: the copy's calls were at least these when the disks were asked, and at most those. */
    private record Sight(long nanos, DiskCounts.Counts disks, long leastCalls, long mostCalls) {}

    private final Supplier<Optional<DiskCounts.Counts>> disks;
    private final OwnCalls calls;
    private final long believedAtFirstNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean started;
    private volatile long nextLookNanos;
    private @Nullable Sight spanStart;
    private volatile Company company = Company.UNKNOWN;
    private long believedUntilNanos;
    private boolean nobodyWasWrong;
    /** It is not only believed, but somebody has been seen: by this copy, or by the one before. */
    private volatile boolean seen;

    /**
     * Starts without having looked.
     *
     * @param disks what the disks have done, or empty if nobody knows
     * @param calls what the copy has done
     * @param somebodyWaited whether somebody did when another copy last looked: then he is believed to be there for as long
     */
    NeighbourWatch(Supplier<Optional<DiskCounts.Counts>> disks, OwnCalls calls, boolean somebodyWaited) {
        this.disks = disks;
        this.calls = calls;
        seen = somebodyWaited;
        believedAtFirstNanos = somebodyWaited ? BELIEVED_NANOS : BELIEVED_AT_FIRST_NANOS;
    }

    /** Has a look if it is time for one, and returns whether it had. */
    boolean look(long nowNanos) {
        if ((started && nowNanos - nextLookNanos < 0) || !lock.tryLock()) {
            return false;
        }
        try {
            nextLookNanos = nowNanos + LOOK_NANOS;
            long ended = calls.ended();
            Optional<DiskCounts.Counts> counts = disks.get();
            if (counts.isPresent()) {
                judge(new Sight(nowNanos, counts.get(), ended, calls.begun()));
            } else {
                // Once unknown, always unknown.
                nextLookNanos = nowNanos + Long.MAX_VALUE / 2;
                company = Company.UNKNOWN;
            }
            started = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void judge(Sight now) {
        if (!started) {
            company = Company.SOMEBODY;
            believedUntilNanos = now.nanos + believedAtFirstNanos;
        }
        Sight start = spanStart;
        if (start != null && now.disks.flushes() - start.disks.flushes() >= MANY_FLUSHES) {
            company = Company.SOMEBODY;
            seen = true;
            believedUntilNanos = now.nanos + BELIEVED_NANOS;
            start = null;
        } else if (now.nanos - believedUntilNanos >= 0) {
            company = withoutFlushes(start, now);
            seen = false;
        }
        spanStart = start == null || now.nanos - start.nanos >= SPAN_NANOS ? now : start;
    }

    private Company withoutFlushes(@Nullable Sight start, Sight now) {
        if (start == null || now.leastCalls - start.mostCalls < ENOUGH_CALLS) {
            return company == Company.NOBODY ? Company.NOBODY : Company.UNKNOWN;
        }
        if (allAreOwn(start, now)) {
            return nobodyWasWrong ? Company.UNKNOWN : Company.NOBODY;
        }
        nobodyWasWrong |= company == Company.NOBODY;
        return Company.UNKNOWN;
    }

    private static boolean allAreOwn(Sight start, Sight now) {
        long requests = now.disks.requests() - start.disks.requests();
        long least = now.leastCalls - start.mostCalls;
        long most = now.mostCalls - start.leastCalls;
        long off = FEW_REQUESTS + least / CALLS_FOR_A_REQUEST;
        for (int parts = 1; parts <= MOST_PARTS; parts++) {
            if (requests >= parts * least - off && requests <= parts * most + off) {
                return true;
            }
        }
        return false;
    }

    /** What is counted now is of the copy's own making: counts anew. */
    void forget() {
        lock.lock();
        try {
            spanStart = null;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether somebody has been seen not long ago. */
    boolean somebodySeen() {
        return seen;
    }

    /** Returns as if beside whom to copy. */
    Company company() {
        return company;
    }
}
