package io.quietcopy.engine.support;

import io.quietcopy.CopyException;
import io.quietcopy.SideMode;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that moves blocks by several threads, with the system calls of a {@link BlockIo}: an engine supplies these and opens
 * the files, and everything between is done here.
 *
 * <pre>{@code
 *   extents ─> Pieces ─> Supply ─┬─> Worker: Gate ─> permit ─> read ─> write ─> permit, gate back ─> digest, in turn
 *                          │  ▲  ├─> Worker   (in-flight window)     ▲
 *                          │  │  └─> Worker                          │ Calls: short counts, EINTR, EAGAIN
 *                          ▼  └── edges ── Edges <───────────────────┘
 *                    nothing under way: edges are written and flushed; at the end BlockIo.finish()
 * }</pre>
 *
 * <ul>
 *   <li><b>Work is taken, not given.</b> A worker (a thread with a buffer) cuts its next piece off the extents itself, so there is no
 *       queue, a small extent costs no change of threads, and memory is one buffer for each worker whatever the source.
 *   <li><b>Bytes in flight</b> are counted by an {@link InFlightWindow}, by default one that fits them to the storage ({@link
 *       AdaptiveWindow}); workers are started, sit down and change their buffers as it says. A worker asks for leave there,
 *       then for a permit, and gives both back when the last system call has returned. While it waits for one
 *       it holds nothing that another worker needs (rule E-PERMIT-7).
 *   <li><b>Order</b> matters to the digest only: pieces complete in any order, and each waits for its turn to be hashed, with its
 *       buffer but without permit.
 *   <li><b>Edges</b>, what does not fill a block of the target, are set aside and written by one thread while nothing else is
 *       under way ({@link Edges}). No byte of the target is ever read.
 *   <li><b>The first failure counts</b> and stops the rest. {@link #run} returns when no thread is in a system call, or after five
 *       seconds with the news that one hangs; then files and buffers stay as they are until it comes back.
 * </ul>
 *
 * <p>The thread that calls {@link #run} makes no system call on either side, so it can always answer. The threads come from {@link
 * TransferSpec#threadFactory()}; nobody else knows them, and they are interrupted only while they wait for a permit, so a
 * {@code FileChannel} may be used in a {@link BlockIo}.
 *
 * <p>An engine that uses this may declare {@link io.quietcopy.spi.Capability#DIGEST}, {@link
 * io.quietcopy.spi.Capability#ZERO_DETECTION} and {@link io.quietcopy.spi.Capability#UNALIGNED_DIRECT}. It has to declare {@link
 * io.quietcopy.spi.Capability#ADAPTIVE_IN_FLIGHT} unless it names a window of its own that never moves: the course of the window is in
 * the result, and without the capability there must be none (rule E-INFLIGHT-1).
 *
 * <p>Thread-safe as {@link TransferSession} asks.
 */
public final class BlockSession implements TransferSession {
    private static final Logger LOG = LoggerFactory.getLogger(BlockSession.class);

    private final String engineId;
    private final TransferSpec spec;
    private final BlockIo io;
    private final AlignedMemory memory;
    private final InFlightWindow window;
    private final @Nullable PastWindows past;
    /** Somebody else waited for this storage when it was last copied to. */
    private final boolean somebodyWaited;

    private final Stop stop;
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile @Nullable Run running;
    private volatile boolean closed;

    private BlockSession(Builder builder) {
        engineId = builder.engineId;
        spec = builder.spec;
        io = builder.io;
        memory = builder.memory == null ? new DirectMemory() : builder.memory;
        past = builder.past;
        Optional<PastWindows.Past> known = past == null ? Optional.empty() : past.of(spec);
        somebodyWaited = known.isPresent() && known.get().somebodyWaited();
        window = builder.window == null ? windowFor(spec, io, known.map(PastWindows.Past::start)) : builder.window;
        stop = new Stop(engineId);
    }

    private static InFlightWindow windowFor(TransferSpec spec, BlockIo io, Optional<KneeSearch.Start> start) {
        if (spec.inFlightBytes().isPresent()) {
            return FixedWindow.of(spec);
        }
        int targetBlock = spec.target().isPresent() ? io.targetBlockBytes() : 1;
        int leastBlock = Math.max(io.sourceBlockBytes(), targetBlock);
        return AdaptiveWindow.of(spec.inFlightMaxBytes(), spec.blockBytes(), leastBlock, start);
    }

    /**
     * Starts a session.
     *
     * @param engineId the engine's id, for exceptions, never null
     * @param spec the transfer, never null
     * @param io both sides, opened and tried, never null; the session closes it
     * @return a builder, never null
     */
    public static Builder builder(String engineId, TransferSpec spec, BlockIo io) {
        return new Builder(engineId, spec, io);
    }

    @Override
    public SideMode source() {
        return io.source();
    }

    @Override
    public SideMode target() {
        return io.target();
    }

    @Override
    public TransferResult run(TransferControl control) throws CopyException {
        stop.listenTo(control::cancelled);
        stop.check();
        Run run = new Run(engineId, spec, io, memory, window, somebodyWaited, stop, control, this::releaseIfClosed);
        running = run;
        TransferResult result = run.go();
        if (past != null && window instanceof AdaptiveWindow adaptive) {
            boolean seen = run.neighbours().somebodySeen();
            adaptive.found().ifPresent(start -> past.keep(spec, new PastWindows.Past(start, seen)));
        }
        return result;
    }

    @Override
    public void abort() {
        stop.abort();
    }

    @Override
    public void close() throws CopyException {
        closed = true;
        stop.abort();
        Run run = running;
        if (run != null && !run.still().isDone()) {
            // A thread hangs in a system call: what it uses is released when it comes back.
            return;
        }
        if (run != null) {
            run.crew().join();
        }
        release();
    }

    private void releaseIfClosed() {
        if (closed) {
            try {
                release();
            } catch (CopyException e) {
                LOG.warn("what a hanging transfer held could not be released: {}", e.getMessage());
            }
        }
    }

    private void release() throws CopyException {
        if (!released.compareAndSet(false, true)) {
            return;
        }
        try {
            io.close();
        } catch (IoFailureException e) {
            throw CopyException.builder(e.code().orElse(Errno.ofWrite(e.errno())), "closing failed: " + e.getMessage())
                    .engine(engineId)
                    .errno(e.errno())
                    .cause(e)
                    .build();
        } finally {
            memory.close();
        }
    }

    /** Collects what a session is made of. Not thread-safe. */
    public static final class Builder {
        private final String engineId;
        private final TransferSpec spec;
        private final BlockIo io;
        private @Nullable AlignedMemory memory;
        private @Nullable InFlightWindow window;
        private @Nullable PastWindows past;

        private Builder(String engineId, TransferSpec spec, BlockIo io) {
            this.engineId = Objects.requireNonNull(engineId, "engineId");
            this.spec = Objects.requireNonNull(spec, "spec");
            this.io = Objects.requireNonNull(io, "io");
        }

        /**
         * Says where buffers come from. Without this it is {@link DirectMemory}.
         *
         * @param value the memory, never null; the session closes it
         * @return this
         */
        public Builder memory(AlignedMemory value) {
            memory = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Says how many bytes may be in flight. Without this it is {@link FixedWindow#of} if the transfer says how many, or else {@link
         * AdaptiveWindow#of}.
         *
         * @param value the window, never null
         * @return this
         */
        public Builder window(InFlightWindow value) {
            window = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Says what earlier copies have found out, and where to keep what this one does. Without this every {@link AdaptiveWindow} begins
         * with 1 MiB; with a window of another kind nothing comes of it.
         *
         * @param value what the engine's sessions share, never null
         * @return this
         */
        public Builder past(PastWindows value) {
            past = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Makes the session.
         *
         * @return the session, never null
         */
        public BlockSession build() {
            return new BlockSession(this);
        }
    }
}
