package io.quietcopy;

import io.quietcopy.internal.engine.EngineRegistry;
import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.host.HostServicesFinder;
import io.quietcopy.internal.run.CopierCore;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.HostServices;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes copies of virtual-disk images that the machine's other users do not notice.
 *
 * <p>An engine moves bytes; the Copier makes it a copy:
 *
 * <pre>
 *   request ─▶ preflight ─▶ map ─▶ stage ─▶ open ─▶ transfer ─▶ flush ─▶ verify ─▶ publish ─▶ report
 *             reads only    holes  claim,   first    engine      fsync    read     name it,
 *                                  temp.    engine   moves       of our   back     fsync the
 *                                  file     that     bytes       channel           folder
 *                                           fits
 * </pre>
 *
 * <p><b>Who does what.</b> Everything that each copy needs in the same way is done here, once, for all engines: the checks before
 * the first write, the choice of the engine, the claim on the target, the temporary file, the flush, the verification, the
 * name, the deadline, cancellation, progress, the report. An engine ({@link io.quietcopy.spi}) does only what differs: how bytes
 * get from one side to the other past the page cache.
 *
 * <p><b>The target's truth.</b> One channel of the target is open from before the first byte until the end, so that its flush
 * sees every write-back error, whoever caused it. A file that is new or replaced is written under a temporary name and gets
 * its own in one step, when it is complete, flushed and verified.
 *
 * <p><b>Hanging storage.</b> No system call runs on the caller's thread. Each copy has a worker that makes the calls, and a
 * watch that answers the caller within a second of cancellation, deadline or stall, whatever hangs; a worker that comes back
 * later finds that it may not publish any more, and cleans up.
 *
 * <p><b>Budgets.</b> All copies of one Copier to one target device share the bytes in flight and the pace that the config
 * sets: ten copies disturb a host no more than one.
 *
 * <p>Thread-safe; one Copier serves a whole program. {@link #close()} it at the end.
 */
public final class Copier implements AutoCloseable {
    private final CopierCore core;

    private Copier(CopierCore core) {
        this.core = core;
    }

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
        return new Builder();
    }

    /**
     * Copies, and waits for the end.
     *
     * @param request what to copy, never null
     * @return what happened, never null
     * @throws CopyRefusedException if something stands against the copy; the target is untouched
     * @throws NoEngineException if no engine can take it; the target is untouched
     * @throws CopyCancelledException if this thread was interrupted (its flag is set again) or the copier was closed
     * @throws CopyException if the copy failed; {@link CopyException#targetState()} tells how the target was left
     * @throws IllegalStateException if this copier is closed
     */
    public CopyReport copy(CopyRequest request) throws CopyException {
        return copy(request, CopyListener.NONE);
    }

    /**
     * Copies, and waits for the end.
     *
     * @param request what to copy, never null
     * @param listener who hears of phases and progress, never null
     * @return what happened, never null
     * @throws CopyRefusedException if something stands against the copy; the target is untouched
     * @throws NoEngineException if no engine can take it; the target is untouched
     * @throws CopyCancelledException if this thread was interrupted (its flag is set again) or the copier was closed
     * @throws CopyException if the copy failed; {@link CopyException#targetState()} tells how the target was left
     * @throws IllegalStateException if this copier is closed
     */
    public CopyReport copy(CopyRequest request, CopyListener listener) throws CopyException {
        return start(request, listener).await();
    }

    /**
     * Starts a copy and returns at once: nothing that may hang runs on this thread.
     *
     * @param request what to copy, never null
     * @param listener who hears of phases and progress, never null
     * @return the running copy, never null
     * @throws ConfigException if settings of the request and the config contradict each other
     * @throws IllegalStateException if this copier is closed
     */
    public CopyTask start(CopyRequest request, CopyListener listener) {
        return core.start(Objects.requireNonNull(request, "request"), Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Finds out what a copy would do: the checks, the engine, how each side would be accessed. Creates nothing, opens nothing
     * for writing.
     *
     * @param request what would be copied, never null
     * @return the plan, never null
     * @throws CopyRefusedException if something stands against the copy
     * @throws NoEngineException if no engine could take it
     * @throws CopyException if it could not be found out in time
     * @throws IllegalStateException if this copier is closed
     */
    public CopyPlan explain(CopyRequest request) throws CopyException {
        return core.explain(Objects.requireNonNull(request, "request"));
    }

    /**
     * Returns the table of engines, those that cannot be used here included.
     *
     * @return a row for each provider found, the one of the highest priority first, never null
     */
    public List<EngineInfo> engines() {
        return core.engines();
    }

    /**
     * Cancels the copies that run, whose callers get a {@link CopyCancelledException} within a second, and releases the engines.
     * A second call does nothing.
     */
    @Override
    public void close() {
        core.close();
    }

    /** Collects what a copier is made of. Not thread-safe. */
    public static final class Builder {
        private CopierConfig config = CopierConfig.defaults();
        private @Nullable List<CopyEngineProvider> providers;
        private Supplier<Optional<HostServices>> hostServices = HostServicesFinder::find;
        private ThreadFactory threads = new DaemonThreads();

        private Builder() {}

        /**
         * Sets the settings to start from; without this call each has its default.
         *
         * @param value the settings, never null
         * @return this
         */
        public Builder config(CopierConfig value) {
            this.config = Objects.requireNonNull(value, "config");
            return this;
        }

        /**
         * Uses these engines only, instead of those that the ServiceLoader finds.
         *
         * @param value the providers, never null, copied
         * @return this
         */
        public Builder engineProviders(List<? extends CopyEngineProvider> value) {
            this.providers = List.copyOf(value);
            return this;
        }

        /**
         * Uses these host services instead of those that the ServiceLoader finds.
         *
         * @param value the services, never null
         * @return this
         */
        public Builder hostServices(HostServices value) {
            Optional<HostServices> services = Optional.of(Objects.requireNonNull(value, "hostServices"));
            this.hostServices = () -> services;
            return this;
        }

        /**
         * Uses no host services, even where the ServiceLoader would find some: for a program that must not call native code. The
         * report tells what is used instead.
         *
         * @return this
         */
        public Builder withoutHostServices() {
            this.hostServices = Optional::empty;
            return this;
        }

        /**
         * Makes the copier's threads, for names or a logging context.
         *
         * @param value makes daemon threads that nobody else interrupts, never null
         * @return this
         */
        public Builder threadFactory(ThreadFactory value) {
            this.threads = Objects.requireNonNull(value, "threadFactory");
            return this;
        }

        /**
         * Makes the copier. Engines are looked for, but none is asked to do anything yet.
         *
         * @return a copier, never null; to be closed
         * @throws ConfigException if an engine's setting has a name or a value that does not exist
         */
        public Copier build() {
            EngineRegistry registry =
                    providers == null ? EngineRegistry.load(config) : EngineRegistry.of(config, providers);
            return new Copier(new CopierCore(config, registry, Host.local(hostServices.get()), threads));
        }
    }

    /** Threads that do not keep a program from ending. */
    private static final class DaemonThreads implements ThreadFactory {
        private final AtomicInteger made = new AtomicInteger();

        @Override
        public Thread newThread(Runnable work) {
            Thread thread = new Thread(work, "quietcopy-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }
    }
}
