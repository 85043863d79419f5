package io.quietcopy.engine.support;

import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What the windows of earlier copies have found out, for later ones between the same two devices: these begin with the bytes in flight
 * and the blocks with which the last one went, instead of searching from 1 MiB. An engine keeps one for its whole life, and
 * gives it to each of its sessions ({@link BlockSession.Builder#past}).
 *
 * <p>Only the start is taken over. A window checks it with its first dip, as it checks everything, so storage that has changed
 * costs what a change during a copy costs. After ten minutes it is forgotten. (TCP does the same with what it knows of a path: RFC
 * 9040, "TCP Control Block Interdependence".)
 *
 * <p>Thread-safe. It holds 64 pairs of devices at most, and neither files nor threads.
 */
public final class PastWindows {
    private static final int MOST_PAIRS = 64;
    private static final long VALID_NANOS = 600_000_000_000L;

    /** A new file's writes allocate, which takes longer. */
    private record Route(long sourceDevice, long targetDevice, boolean staged) {}

    /**
     * What is kept of a copy.
     *
     * @param start what its window has found out
     * @param somebodyWaited whether somebody else waited for the storage
     */
    record Past(KneeSearch.Start start, boolean somebodyWaited) {}

    private record Entry(Past past, long nanos) {}

    private final LongSupplier clock;
    private final Map<Route, Entry> routes = new LinkedHashMap<>();

    /** Makes one that knows nothing. */
    public PastWindows() {
        this(System::nanoTime);
    }

    PastWindows(LongSupplier clock) {
        this.clock = clock;
    }

    /** Returns what is known of such a transfer. */
    synchronized Optional<Past> of(TransferSpec spec) {
        return Optional.ofNullable(routes.get(route(spec)))
                .filter(entry -> clock.getAsLong() - entry.nanos < VALID_NANOS)
                .map(Entry::past);
    }

    /** Keeps what such a transfer has found out. */
    synchronized void keep(TransferSpec spec, Past past) {
        Route route = route(spec);
        routes.remove(route);
        if (routes.size() == MOST_PAIRS) {
            routes.remove(routes.keySet().iterator().next());
        }
        routes.put(route, new Entry(past, clock.getAsLong()));
    }

    private static Route route(TransferSpec spec) {
        return new Route(
                device(spec.source()), spec.target().map(PastWindows::device).orElse(0L), spec.staged());
    }

    /** Returns the number of the device that holds a side's bytes. */
    static long device(Side side) {
        FileIdentity file = side.identity();
        return file.rdev() == 0 ? file.device() : file.rdev();
    }
}
