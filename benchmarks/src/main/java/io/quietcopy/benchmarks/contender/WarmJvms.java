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
    private final WarmJvm.WarmUp warmUp;
    private @Nullable WarmJvm shared;

    /**
     * Starts nothing yet.
     *
     * @param warmUpBytes the length of a copy before the clock starts
     * @param warmUpCopies how many of these, for each engine
     */
    public WarmJvms(long warmUpBytes, int warmUpCopies) {
        this.warmUp = new WarmJvm.WarmUp(warmUpBytes, warmUpCopies);
    }

    /** Returns the shared one. */
    WarmJvm shared() throws IOException {
        WarmJvm running = shared;
        if (running == null || running.ended()) {
            close();
            running = WarmJvm.start(warmUp, Optional.empty());
            shared = running;
        }
        return running;
    }

    /** Starts one that the caller closes. */
    WarmJvm in(MemoryCgroup group) throws IOException {
        return WarmJvm.start(warmUp, Optional.of(group));
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
