package io.quietcopy.internal.run;

import io.quietcopy.CopierConfig;
import io.quietcopy.CopyException;
import io.quietcopy.CopyListener;
import io.quietcopy.CopyPlan;
import io.quietcopy.CopyRequest;
import io.quietcopy.CopyTask;
import io.quietcopy.EngineInfo;
import io.quietcopy.Pace;
import io.quietcopy.PaceBudget;
import io.quietcopy.internal.config.EffectiveSettings;
import io.quietcopy.internal.engine.EngineRegistry;
import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.pace.InFlightBudget;
import io.quietcopy.internal.pace.IoPressure;
import io.quietcopy.internal.pace.PaceGate;
import io.quietcopy.internal.preflight.CheckedCopy;
import io.quietcopy.spi.FileIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/**
 * What all copies of a Copier share: engines, host, threads, and one budget for each target device.
 *
 * <p>Thread-safe. The engines are closed when the Copier is closed and the last copy has ended, also one that hangs.
 */
public final class CopierCore {
    /** What a stream, which is one block after another, has in flight where the block size is left to the engine. */
    private static final long STREAM_BYTES = 1 << 20;

    private final CopierConfig config;
    private final EngineRegistry registry;
    private final Host host;
    private final ThreadFactory threads;
    private final IoPressure pressure;
    private final Map<Long, InFlightBudget> inFlight = new HashMap<>();
    private final Map<Long, PaceGate> paces = new HashMap<>();
    private final Set<Stoppable> running = new HashSet<>();
    private boolean closed;

    /** Work that can be told to stop. */
    interface Stoppable {
        void stop(StopReason reason);
    }

    /**
     * Makes the core of a Copier.
     *
     * @param config the settings to start from
     * @param registry the engines; closed with this
     * @param host the machine
     * @param threads makes daemon threads
     */
    public CopierCore(CopierConfig config, EngineRegistry registry, Host host, ThreadFactory threads) {
        this.config = config;
        this.registry = registry;
        this.host = host;
        this.threads = threads;
        this.pressure = new IoPressure(host.proc());
    }

    /**
     * Starts a copy.
     *
     * @param request what to copy
     * @param listener who hears of it
     * @return the task
     * @throws IllegalStateException if this is closed
     */
    public CopyTask start(CopyRequest request, CopyListener listener) {
        CopyRun run = new CopyRun(this, request, EffectiveSettings.resolve(config, request), listener);
        begin(run);
        try {
            run.start();
        } catch (RuntimeException | Error e) {
            // No thread can be made.
            ended(run);
            throw e;
        }
        return new RunningTask(run);
    }

    /**
     * Finds out what a copy would do.
     *
     * @param request what to copy
     * @return the plan
     * @throws CopyException if something stands against the copy
     */
    public CopyPlan explain(CopyRequest request) throws CopyException {
        PlanRun run = new PlanRun(this, request, EffectiveSettings.resolve(config, request));
        begin(run);
        return Answers.await(run.guarded().start(), () -> run.stop(StopReason.INTERRUPTED));
    }

    /**
     * Returns the table of engines.
     *
     * @return the rows
     */
    public List<EngineInfo> engines() {
        return registry.engines();
    }

    /** Stops what runs, and closes the engines as soon as none is in use. Callers are answered as in any other stop. */
    public void close() {
        List<Stoppable> left;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            left = new ArrayList<>(running);
        }
        left.forEach(run -> run.stop(StopReason.CLOSED));
        if (left.isEmpty()) {
            registry.close();
        }
    }

    private synchronized void begin(Stoppable run) {
        if (closed) {
            throw new IllegalStateException("the copier is closed");
        }
        running.add(run);
    }

    /** Work has ended, and holds nothing any more. */
    void ended(Stoppable run) {
        boolean last;
        synchronized (this) {
            running.remove(run);
            last = closed && running.isEmpty();
        }
        if (last) {
            registry.close();
        }
    }

    EngineRegistry registry() {
        return registry;
    }

    Host host() {
        return host;
    }

    ThreadFactory threads() {
        return threads;
    }

    /**
     * Makes the control of a copy. A rate or quiet pace of the config is one for all copies to a device; one of the request is
     * the copy's own, unless it shares a budget.
     */
    Control control(
            CheckedCopy checked,
            EffectiveSettings settings,
            CopyRequest request,
            Supervision supervision,
            Meter meter,
            LongSupplier clock) {
        long device = device(checked);
        PaceGate gate;
        InFlightBudget budget;
        synchronized (this) {
            gate = gate(device, settings, request, clock);
            budget = inFlight.computeIfAbsent(device, key -> new InFlightBudget(settings.inFlightMaxBytes()));
        }
        long streamBytes = settings.blockBytes().orElse(STREAM_BYTES);
        return new Control(supervision, meter, gate, budget, streamBytes, clock, pressure);
    }

    /** Called under the lock. */
    private PaceGate gate(long device, EffectiveSettings settings, CopyRequest request, LongSupplier clock) {
        PaceBudget shared = request.paceBudget().orElse(null);
        if (shared instanceof PaceGate gate) {
            return gate;
        }
        if (request.pace().isPresent() || settings.pace().kind() == Pace.Kind.FULL) {
            return new PaceGate(settings.pace(), clock, pressure);
        }
        return paces.computeIfAbsent(device, key -> new PaceGate(settings.pace(), clock, pressure));
    }

    private static long device(CheckedCopy checked) {
        FileIdentity identity = checked.target().map(side -> side.identity()).orElse(checked.targetFolderIdentity());
        return identity.rdev() != 0 ? identity.rdev() : identity.device();
    }
}
