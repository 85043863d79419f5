package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.SideMode;
import io.quietcopy.TargetState;
import io.quietcopy.conformance.mutants.Kernel.CallFailedException;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** One transfer of the reference engine. */
class ReferenceSession implements TransferSession {
    final TransferSpec spec;
    private final Parts parts;
    final SourceSide source;
    final Optional<TargetSide> target;
    final Stop stop;
    private final AtomicBoolean closed = new AtomicBoolean();
    CompletableFuture<Void> still = CompletableFuture.completedFuture(null);

    ReferenceSession(Parts parts, TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
        this.parts = parts;
        this.spec = spec;
        this.source = source;
        this.target = target;
        stop = parts.stop();
    }

    @Override
    public SideMode source() {
        return source.mode();
    }

    @Override
    public SideMode target() {
        return target.map(TargetSide::mode).orElse(SideMode.of(SideMode.Access.NONE, "the transfer only reads"));
    }

    @Override
    public TransferResult run(TransferControl control) throws CopyException {
        stop.check(control);
        Layout layout = parts.layout(spec);
        Crew crew = parts.crew(stop, control);
        still = crew.still();
        DigestTurns digest = parts.digest(spec, stop);
        Mover mover = parts.mover(source, target, layout, stop, digest);
        Optional<Edges> edges = target.map(side -> parts.edges(side, stop));
        try {
            // Both ends of a read may lie within a block.
            crew.start(spec.threadFactory(), layout.depth(), layout.blockBytes() + 2 * Layout.BLOCK_BYTES);
            parts.transfer(new Run(layout, control, stop, crew, mover, digest, target, edges))
                    .run();
        } catch (CopyException | RuntimeException | Error e) {
            stop.fail(e);
        }
        boolean quiet = crew.dismiss();
        if (!quiet) {
            throw hanging();
        }
        stop.rethrow();
        return result();
    }

    private TransferResult result() {
        TransferResult.Builder result = TransferResult.builder();
        if (spec.offload() == OffloadPolicy.REFLINK) {
            result.note("The reference engine shares no blocks, it copies them.");
        }
        return result.build();
    }

    private CopyException hanging() {
        return CopyException.builder(ErrorCode.CANCELLED, "a call hangs in the kernel")
                .engine(ReferenceProvider.ID)
                .settled(still.thenApply(unused -> TargetState.PARTIAL))
                .build();
    }

    @Override
    public void abort() {
        stop.abort();
    }

    @Override
    public void close() throws CopyException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (still.isDone()) {
            release();
        } else {
            // Not under a call that hangs.
            var unused = still.thenRun(this::releaseLate);
        }
    }

    private void releaseLate() {
        try {
            release();
        } catch (CopyException e) {
            stop.fail(e);
        }
    }

    void release() throws CopyException {
        try {
            source.close();
        } catch (CallFailedException e) {
            throw parts.failures().ofSource(spec.source(), Failures.NOWHERE, e);
        } finally {
            closeTarget();
        }
    }

    void closeTarget() throws CopyException {
        try {
            if (target.isPresent()) {
                target.get().close();
            }
        } catch (CallFailedException e) {
            throw parts.failures().ofTarget(spec.target().orElseThrow(), Failures.NOWHERE, e);
        }
    }
}
