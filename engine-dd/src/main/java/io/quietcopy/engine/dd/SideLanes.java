package io.quietcopy.engine.dd;

import io.quietcopy.engine.dd.Segment.Way;
import io.quietcopy.spi.AlignedRange;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lanes beside that of the session's own thread, for short parts.
 *
 * <p>A dd takes some milliseconds to start, on a processor, and then as long to move a few MiB, on the storage. An image with holes
 * has its data in many short extents, so these times add up, unless dds start while others move bytes. So there are as many side
 * lanes as processors: all of them may be starting a dd while one more moves bytes. Long parts are moved alone: there one dd
 * is as fast as dd can be, and more would only queue the neighbours.
 *
 * <p>Measured with 819 extents of 1 MiB on two processors: 4.1 seconds one after another, 2.9 with one side lane, 2.35 with two;
 * plain dd, which reads the holes too and writes twice as much, 2.0 ({@code docs/decisions/0014}).
 *
 * <p>Not thread-safe: for the session's thread.
 */
final class SideLanes {
    /** What storage of 1 GB/s moves while a dd starts. */
    private static final long SHORT_BYTES = 4L << 20;

    /** More in flight would be more than the other engines have on a disk. */
    private static final int MOST = 3;

    private final Transfer transfer;
    private final List<SideLane> all;

    SideLanes(Transfer transfer, Watch mine, Executor threads, Supplier<Lane> lanes) {
        this.transfer = transfer;
        long blocks = transfer.inFlightMostBytes() / transfer.blockBytes();
        long most = Math.min(Runtime.getRuntime().availableProcessors(), MOST);
        all = Stream.generate(() -> new SideLane(lanes.get(), mine, threads))
                .limit(Math.max(0, Math.min(most, blocks - 1)))
                .toList();
    }

    /** Returns whether a part may be moved in company: in a side lane, or by the session's thread beside one. */
    boolean allows(AlignedRange.Part part, Way way) {
        return (way == Way.DATA || way == Way.SPARSE_DATA)
                && part.lengthBytes() <= SHORT_BYTES
                && !all.isEmpty()
                && transfer.isDirect()
                && Lane.isStraight(transfer, part.sourceOffset(), way);
    }

    /** Returns how many bytes of all that may be in flight one lane may have, that of the session's thread too. */
    long shareBytes() {
        return transfer.inFlightMostBytes() / (all.size() + 1);
    }

    /** Returns a lane on which nothing is on its way, or null if there is none. What was there may still have to be settled. */
    @Nullable
    SideLane idle() {
        return all.stream().filter(lane -> !lane.isBusy()).findFirst().orElse(null);
    }

    /** Returns a lane of which the outcome has not been taken, or null if there is none. */
    @Nullable
    SideLane unsettled() {
        return all.stream().filter(lane -> !lane.isSettled()).findFirst().orElse(null);
    }

    /** Makes all end when the copy has failed. Their children have to be told by {@link Running#abort()}, before. */
    void abandon() {
        all.forEach(SideLane::abandon);
    }
}
