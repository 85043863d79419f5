package io.quietcopy.engine.dd;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Finds the next gentlest way for a side that refuses direct I/O.
 *
 * <p>The target is written through the cache, flushed, and evicted. On the source, eviction would take whatever lies in the
 * range that is read, the neighbours' pages too, and those must stay. dd cannot tell them apart. So the source is evicted only
 * if nothing of it is in the cache when the copy starts to need that (fincore tells); otherwise it is read plainly.
 *
 * <p>Thread-safe.
 */
final class StepDown {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final DdProgram program;
    private final Executor threads;

    StepDown(DdProgram program, Executor threads) {
        this.program = program;
        this.threads = threads;
    }

    Access target(String reason) {
        return Access.evicted(reason);
    }

    Access source(HeldFile file, String reason) {
        long cached = cachedBytes(file);
        if (cached == 0) {
            return Access.evicted(reason + ", and nothing of the source was in the cache");
        }
        String others = cached < 0 ? "what others may have" : cached + " bytes that others may have";
        return Access.buffered(reason + ", and " + others + " in the cache must stay");
    }

    /** Returns how many bytes of a file are in the cache, or -1 if nobody tells: fincore is missing, or it is a device. */
    private long cachedBytes(HeldFile file) {
        if (program.fincore().isEmpty()) {
            return -1;
        }
        String executable = program.fincore().get().toString();
        try {
            Child fincore = Child.start(
                    threads, List.of(executable, "--bytes", "--noheadings", "--output", "RES", file.name()), false);
            if (!fincore.awaitExit(LIMIT)) {
                fincore.kill();
                return -1;
            }
            return fincore.exitStatus() == 0 ? Long.parseLong(fincore.output().strip()) : -1;
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }
}
