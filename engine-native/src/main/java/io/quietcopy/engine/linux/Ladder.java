package io.quietcopy.engine.linux;

import io.quietcopy.CachePolicy;
import io.quietcopy.SideMode;
import io.quietcopy.SideMode.Access;

/**
 * How one side is accessed: direct, or else uncached, or else through the cache with eviction; each step is taken once, for all
 * threads and for good, and its reason is kept for the report. Thread-safe.
 */
final class Ladder {
    private final CachePolicy policy;
    private volatile SideMode mode;

    private Ladder(CachePolicy policy, SideMode start) {
        this.policy = policy;
        mode = start;
    }

    /** Starts on the rung for a side that takes direct I/O. */
    static Ladder direct(CachePolicy policy, String reason) {
        return new Ladder(policy, SideMode.of(Access.DIRECT, reason));
    }

    /** Starts below that, for a side that refuses it. */
    static Ladder withoutDirect(CachePolicy policy, String reason) {
        return new Ladder(policy, SideMode.of(Access.DONTCACHE, reason));
    }

    /** Stays at the bottom. */
    static Ladder buffered(String reason) {
        return new Ladder(CachePolicy.BUFFERED, SideMode.of(Access.BUFFERED, reason));
    }

    /** A side that is not there. */
    static Ladder none() {
        return new Ladder(CachePolicy.BUFFERED, SideMode.of(Access.NONE, "the transfer only reads"));
    }

    SideMode mode() {
        return mode;
    }

    Access access() {
        return mode.access();
    }

    /** Returns whether a refusal of direct I/O is a failure. */
    boolean mustBeDirect() {
        return policy == CachePolicy.REQUIRE_DIRECT;
    }

    /** Leaves a rung, if nobody has before. */
    synchronized void leave(Access rung, String reason) {
        if (mode.access() == rung) {
            Access below = switch (rung) {
                case DIRECT -> Access.DONTCACHE;
                case DONTCACHE -> Access.BUFFERED_EVICTED;
                default -> Access.BUFFERED;
            };
            mode = SideMode.of(below, mode.reason() + "; " + reason);
        }
    }
}
