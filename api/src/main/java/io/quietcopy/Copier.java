package io.quietcopy;

import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.HostServices;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** Makes copies (skeleton). */
@SuppressWarnings("DoNotCallSuggester")
public final class Copier implements AutoCloseable {
    private Copier() {}

    /**
     * Makes a copier with the engines on the class path.
     *
     * @param config the settings to start from, never null
     * @return a copier, never null; to be closed
     * @throws ConfigException if an engine's setting has a name or a value that does not exist
     */
    public static Copier create(CopierConfig config) {
        return builder().config(config).build();
    }

    /**
     * Starts a copier.
     *
     * @return a builder, never null
     */
    public static Builder builder() {
        throw new UnsupportedOperationException();
    }

    /** Copies, and waits. */
    public CopyReport copy(CopyRequest request) throws CopyException {
        return copy(request, CopyListener.NONE);
    }

    /** Copies, and waits. */
    public CopyReport copy(CopyRequest request, CopyListener listener) throws CopyException {
        return start(request, listener).await();
    }

    /** Starts a copy. */
    public CopyTask start(CopyRequest request, CopyListener listener) {
        throw new UnsupportedOperationException();
    }

    /** Finds out what a copy would do; creates nothing, writes nothing. */
    public CopyPlan explain(CopyRequest request) throws CopyException {
        throw new UnsupportedOperationException();
    }

    /** Returns the table of engines. */
    public List<EngineInfo> engines() {
        throw new UnsupportedOperationException();
    }

    /** Cancels what runs and releases the engines. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Collects what a copier is made of. Not thread-safe. */
    @SuppressWarnings("DoNotCallSuggester")
    public static final class Builder {
        private Builder() {}

        /** Sets the settings to start from. */
        public Builder config(CopierConfig config) {
            throw new UnsupportedOperationException();
        }

        /** Uses these engines only, instead of those on the class path. */
        public Builder engineProviders(List<? extends CopyEngineProvider> providers) {
            throw new UnsupportedOperationException();
        }

        /** Uses these host services instead of those on the class path. */
        public Builder hostServices(HostServices services) {
            throw new UnsupportedOperationException();
        }

        /** Makes the copier's threads; they should be daemons. */
        public Builder threadFactory(ThreadFactory factory) {
            throw new UnsupportedOperationException();
        }

        /** Makes the copier. */
        public Copier build() {
            throw new UnsupportedOperationException();
        }
    }
}
