package io.quietcopy.conformance.internal.place;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.testbed.StorageCounters;
import io.quietcopy.testbed.StorageFault;
import io.quietcopy.testbed.StorageModel;
import io.quietcopy.testbed.StorageTiming;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Files {@code source} and {@code target} on a storage model, which takes its time and makes its mistakes only while an engine is at
 * work. Good for one try. Not thread-safe.
 */
public final class ModelSides implements Sides {
    private final StorageModel model;
    private final List<StorageFault> early = new ArrayList<>();
    private final List<StorageFault> faults = new ArrayList<>();
    private StorageTiming timing = StorageTiming.immediate();

    /** Makes sides on a model, which stays the caller's. */
    public ModelSides(StorageModel model) {
        this.model = model;
    }

    /** Sets how long requests take while the engine runs. */
    public ModelSides timing(StorageTiming value) {
        timing = value;
        return this;
    }

    /** Adds what goes wrong from before {@code open()} on. */
    public ModelSides from(StorageFault fault) {
        early.add(fault);
        return this;
    }

    /** Adds what goes wrong after {@code open()}. */
    public ModelSides fault(StorageFault fault) {
        faults.add(fault);
        return this;
    }

    /**
     * Returns what was asked of the storage since {@code open()}.
     *
     * @throws IOException if the model does not answer
     */
    public StorageCounters counters() throws IOException {
        return model.counters();
    }

    @Override
    public TryFolder newTry(boolean oddNames) {
        return TryFolder.flat(model.path());
    }

    @Override
    public ImageFile source(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException {
        return ImageFile.make(folder.file("source"), SideKind.FILE, bytes.source());
    }

    @Override
    public ImageFile target(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException {
        return ImageFile.make(folder.file("target"), SideKind.FILE, bytes.old());
    }

    @Override
    public String fileSystemType() {
        return "fuse";
    }

    @Override
    public void ready() throws IOException {
        for (StorageFault fault : early) {
            model.inject(fault);
        }
    }

    @Override
    public void opened() throws IOException {
        model.timing(timing);
        model.resetCounters();
        for (StorageFault fault : faults) {
            model.inject(fault);
        }
    }

    /** Whatever an engine says, the storage knows what is still under way. */
    @Override
    public void ran(Evidence evidence) throws IOException {
        StorageCounters now = model.counters();
        evidence.seen("E-STOP-5");
        long requests = now.reads().inFlight() + now.writes().inFlight();
        if (requests > 0) {
            evidence.broken(
                    "E-STOP-5",
                    "run() has ended, and the storage still works on "
                            + now.reads().inFlight() + " reads and "
                            + now.writes().inFlight() + " writes");
        }
    }

    @Override
    public void calm() throws IOException {
        model.clearFaults();
        model.release();
        model.timing(StorageTiming.immediate());
    }
}
