package io.quietcopy.benchmarks.contender;

import io.quietcopy.benchmarks.process.Usage;
import io.quietcopy.benchmarks.result.ContenderKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Nobody: the neighbour is alone for a while. Immutable. */
record Idle(Duration length) implements Contender {

    @Override
    public String id() {
        return "idle";
    }

    @Override
    public String label() {
        return "idle";
    }

    @Override
    public ContenderKind kind() {
        return ContenderKind.IDLE;
    }

    @Override
    public Writes writes() {
        return Writes.SOMETHING_ELSE;
    }

    @Override
    public boolean direct() {
        return true;
    }

    @Override
    public Optional<String> lack() {
        return Optional.empty();
    }

    @Override
    public Ready ready(CopyJob job) {
        return new Ready() {
            @Override
            public Attempt run(Duration limit) throws IOException {
                long start = System.nanoTime();
                try {
                    Thread.sleep(length.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
                long end = System.nanoTime();
                return new Attempt(
                        start,
                        end,
                        (end - start) / 1e9,
                        new Usage(0, 0, 0),
                        OptionalLong.empty(),
                        Optional.empty(),
                        false);
            }

            @Override
            public void close() {}
        };
    }
}
