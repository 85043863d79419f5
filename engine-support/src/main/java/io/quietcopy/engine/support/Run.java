package io.quietcopy.engine.support;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.TargetState;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * One run of a session: what its workers share.
 *
 * <p>Thread-safe.
 */
final class Run {
    private static final int MOST_WORKERS = 256;
    /** A small piece counts as a part of a block, so that there are not too many of them in flight. */
    private static final int MOST_PIECES_A_BLOCK = 8;

    private final String engineId;
    private final BlockIo io;
    private final Buffers buffers;
    private final Bench bench;
    private final Stop stop;
    private final Sizes sizes;
    private final boolean readOnly;
    private final Crew crew;
    private final Gate gate;
    private final NeighbourWatch neighbours;
    private final Permits permits;
    private final Calls calls;
    private final Edges edges;
    private final Zeroes zeroes;
    private final Optional<DigestTurns> turns;
    private final Supply supply;
    private final Runnable onLateEnd;
    /** Becomes smaller if the machine has no more threads or memory. Guarded by the supply's lock, after the first worker. */
    private int mostWorkers = MOST_WORKERS;

    /**
     * Prepares it.
     *
     * @param somebodyWaited whether somebody else did in the copy before
     * @param onLateEnd called when a thread that hung has come back after {@link #go} had given it up
     */
    Run(
            String engineId,
            TransferSpec spec,
            BlockIo io,
            AlignedMemory memory,
            InFlightWindow window,
            boolean somebodyWaited,
            Stop stop,
            TransferControl control,
            Runnable onLateEnd)
            throws CopyException {
        this.onLateEnd = onLateEnd;
        this.engineId = engineId;
        this.io = io;
        bench = new Bench(this::enough, stop);
        buffers = new Buffers(memory, window.mostBytes());
        this.stop = stop;
        sizes = Sizes.of(spec, io, window);
        readOnly = spec.target().isEmpty();
        crew = new Crew(spec.threadFactory(), stop);
        gate = new Gate(window, System::nanoTime, stop);
        List<Side> sides = new ArrayList<>(List.of(spec.source()));
        spec.target().ifPresent(sides::add);
        neighbours = new NeighbourWatch(new DiskCounts(sides)::get, gate, somebodyWaited);
        permits = new Permits(control, crew, stop, spec::rateLimited, sizes.unit());
        calls = new Calls(io, engineId, spec, stop, sizes.sourceBlock());
        edges = new Edges(sizes.unit(), spec.staged());
        zeroes = new Zeroes(spec);
        turns = spec.digest().map(sink -> new DigestTurns(sink, stop));
        int shareUnit = readOnly || spec.offload() != OffloadPolicy.REFLINK ? 0 : io.shareBlockBytes();
        supply = new Supply(engineId, spec, sizes, shareUnit, edges, zeroes, crew, stop, this::grow);
    }

    /** Moves everything. */
    TransferResult go() throws CopyException {
        boolean still;
        try {
            startWorker();
            still = crew.awaitEnd();
        } catch (OutOfMemoryError e) {
            stop.fail(noMemory(e));
            still = crew.awaitEnd();
        }
        if (!still) {
            throw hung();
        }
        supply.close();
        if (stop.failed() || !supply.finished()) {
            throw stop.reason();
        }
        TransferResult.Builder result = TransferResult.builder().inFlight(gate.samples());
        io.notes().forEach(result::note);
        return result.build();
    }

    private CopyException hung() {
        CompletableFuture<TargetState> settled = crew.still().thenApply(unused -> {
            supply.close();
            onLateEnd.run();
            return TargetState.PARTIAL;
        });
        return stop.reason().toBuilder().settled(settled).build();
    }

    /** Starts one more worker, unless there is no room for its buffer. */
    private void startWorker() {
        Sizes now = sizes();
        buffers.take(now).ifPresent(buffer -> {
            crew.start(new Worker(this, buffer, now));
            bench.joined();
        });
    }

    /** Has another worker work if the window has room for one. */
    private void grow() {
        int size = crew.size();
        if (enough(bench.working()) || bench.call() || size >= mostWorkers) {
            return;
        }
        try {
            startWorker();
        } catch (OutOfMemoryError e) {
            // Those that there are can do it.
            mostWorkers = size;
        }
    }

    /** Returns whether the window has no room for more than so many: for blocks of each, or, where pieces are small, for what they took. */
    private boolean enough(int workers) {
        long limit = gate.limitBytes();
        long block = sizes().blockBytes();
        long taken = Math.max(supply.takenBytes(), workers * block / MOST_PIECES_A_BLOCK);
        boolean smallPieces = crew.busyCount() >= workers && taken + block <= limit;
        return (workers + 1) * block > limit && !smallPieces;
    }

    private CopyException noMemory(OutOfMemoryError e) {
        return CopyException.builder(
                        ErrorCode.ENGINE_FAILED,
                        "there is no memory for a buffer of " + sizes.bufferBytes() + " bytes or a thread")
                .engine(engineId)
                .remedy("Give Java more memory outside the heap (-XX:MaxDirectMemorySize), or set in-flight lower.")
                .cause(e)
                .build();
    }

    CopyException bug(Throwable e) {
        return CopyException.builder(ErrorCode.ENGINE_FAILED, "unexpected failure: " + e)
                .engine(engineId)
                .cause(e)
                .build();
    }

    /** Returns what completes when no thread is in a system call nor will enter one. */
    CompletableFuture<Void> still() {
        return crew.still();
    }

    BlockIo io() {
        return io;
    }

    Stop stop() {
        return stop;
    }

    /** Returns the sizes as they should be now. */
    Sizes sizes() {
        OptionalLong block = gate.blockBytes();
        return block.isPresent() ? sizes.of(block.getAsLong()) : sizes;
    }

    /** Tells the window who else waits for the storage, if it is time to have a look. */
    void lookAround() {
        if (neighbours.look(System.nanoTime())) {
            gate.company(neighbours.company());
        }
    }

    NeighbourWatch neighbours() {
        return neighbours;
    }

    Buffers buffers() {
        return buffers;
    }

    Bench bench() {
        return bench;
    }

    boolean readOnly() {
        return readOnly;
    }

    Crew crew() {
        return crew;
    }

    Gate gate() {
        return gate;
    }

    Permits permits() {
        return permits;
    }

    Calls calls() {
        return calls;
    }

    Edges edges() {
        return edges;
    }

    Zeroes zeroes() {
        return zeroes;
    }

    Optional<DigestTurns> turns() {
        return turns;
    }

    Supply supply() {
        return supply;
    }
}
