package io.quietcopy.conformance.internal.place;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.TargetBytes;
import java.io.IOException;

/**
 * Sides as others make them, but for what a subclass does otherwise. What an engine has said it can do on those others is not held
 * against it here. Thread-safe if the others are.
 */
public abstract class ForwardingSides implements Sides {
    private final Sides others;

    /** Forwards to other sides. */
    protected ForwardingSides(Sides others) {
        this.others = others;
    }

    @Override
    public TryFolder newTry(boolean oddNames) throws IOException {
        return others.newTry(oddNames);
    }

    @Override
    public ImageFile source(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException {
        return others.source(copyCase, bytes, folder);
    }

    @Override
    public ImageFile target(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException {
        return others.target(copyCase, bytes, folder);
    }

    @Override
    public String fileSystemType() throws IOException {
        return others.fileSystemType();
    }

    @Override
    public void ready() throws IOException {
        others.ready();
    }

    @Override
    public void opened() throws IOException {
        others.opened();
    }

    @Override
    public void ran(Evidence evidence) throws IOException {
        others.ran(evidence);
    }

    @Override
    public void calm() throws IOException {
        others.calm();
    }
}
