package io.quietcopy.engine.support;

import io.quietcopy.CopyException;
import io.quietcopy.SideMode;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.util.Objects;

/**
 * A session that moves blocks by several threads, with the system calls of a {@link BlockIo}.
 *
 * <p>Thread-safe as {@link TransferSession} asks.
 */
public final class BlockSession implements TransferSession {
    private final BlockIo io;

    private BlockSession(Builder builder) {
        io = builder.io;
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
        throw new UnsupportedOperationException("not there yet");
    }

    @Override
    public void abort() {}

    @Override
    public void close() throws CopyException {}

    /** Collects what a session is made of. Not thread-safe. */
    public static final class Builder {
        private final String engineId;
        private final TransferSpec spec;
        private final BlockIo io;
        private AlignedMemory memory;
        private InFlightWindow window;

        private Builder(String engineId, TransferSpec spec, BlockIo io) {
            this.engineId = Objects.requireNonNull(engineId, "engineId");
            this.spec = Objects.requireNonNull(spec, "spec");
            this.io = Objects.requireNonNull(io, "io");
            memory = new DirectMemory();
            window = FixedWindow.of(spec);
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
         * Says how many bytes may be in flight. Without this it is {@link FixedWindow#of}.
         *
         * @param value the window, never null
         * @return this
         */
        public Builder window(InFlightWindow value) {
            window = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Makes the session.
         *
         * @return the session, never null
         */
        public BlockSession build() {
            assert engineId != null && spec != null && memory != null && window != null;
            return new BlockSession(this);
        }
    }
}
