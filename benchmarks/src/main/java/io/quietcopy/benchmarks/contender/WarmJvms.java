package io.quietcopy.benchmarks.contender;

import io.quietcopy.testbed.MemoryCgroup;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JVM that all warm contenders share, started when first needed and again after one was ended; and one of their own for
 * those that have to run in a control group. Not thread-safe.
 */
public final class WarmJvms implements AutoCloseable {
    private final WarmJvm.WarmUp ofShared;
    private final WarmJvm.WarmUp ofOwn;
    private @Nullable WarmJvm shared;

    /**
     * Starts nothing yet.
     *
     * @param warmUpBytes the length of a copy before the clock starts
     * @param sharedCopies how many of these, for each engine and pace, in the JVM that all share
     * @param ownCopies how many in a JVM for a single run
     */
    public WarmJvms(long warmUpBytes, int sharedCopies, int ownCopies) {
        this.ofShared = new WarmJvm.WarmUp(warmUpBytes, sharedCopies);
        this.ofOwn = new WarmJvm.WarmUp(warmUpBytes, ownCopies);
    }

    /** Returns the shared one. */
    WarmJvm shared() throws IOException {
        WarmJvm running = shared;
        if (running == null || running.ended()) {
            close();
            running = WarmJvm.start(ofShared, Optional.empty());
            shared = running;
        }
        return running;
    }

    /** Starts one that the caller closes. */
    WarmJvm in(MemoryCgroup group) throws IOException {
        return WarmJvm.start(ofOwn, Optional.of(group));
    }

    /** Ends the shared one. */
    @Override
    public void close() throws IOException {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }
}
