package io.quietcopy.conformance.internal.place;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.testbed.NbdStore;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One side in the folder under test, the other an NBD server's disk, shown as a file, of which every read or every write fails while
 * the engine runs. Good for one try. Not thread-safe.
 */
public final class NbdSides extends ForwardingSides implements AutoCloseable {
    private final boolean onTarget;
    private @Nullable NbdStore store;

    /** Makes sides of which the target fails, or the source. */
    public NbdSides(Workshop workshop, boolean onTarget) {
        super(workshop);
        this.onTarget = onTarget;
    }

    @Override
    public ImageFile source(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException {
        if (onTarget) {
            return super.source(copyCase, bytes, folder);
        }
        Path backing = folder.file("source");
        ImageFile.make(backing, SideKind.FILE, bytes.source()).close();
        return shown(backing, "pread");
    }

    @Override
    public ImageFile target(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException {
        if (!onTarget) {
            return super.target(copyCase, bytes, folder);
        }
        Path backing = folder.file("target");
        ImageFile.make(backing, SideKind.FILE, bytes.old()).close();
        return shown(backing, "pwrite");
    }

    private ImageFile shown(Path backing, String failing) throws IOException {
        NbdStore started =
                NbdStore.over(backing).writeBack(false).faults("EIO", failing).start();
        store = started;
        return ImageFile.held(started.file(), backing);
    }

    @Override
    public String fileSystemType() {
        return "fuse";
    }

    @Override
    public void opened() throws IOException {
        if (store != null) {
            store.startFaults();
        }
    }

    @Override
    public void calm() throws IOException {
        if (store != null) {
            store.stopFaults();
        }
    }

    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }
}
