package io.quietcopy.conformance.internal.place;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.conformance.internal.model.TargetBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Source in one folder, target in another, on file systems of their own. Thread-safe.
 *
 * @param sources where sources are made
 * @param targets where targets are made, and what engines need beside them
 */
public record SplitSides(Path sources, Path targets) implements Sides {
    @Override
    public TryFolder newTry(boolean oddNames) throws IOException {
        return TryFolder.in(targets, oddNames);
    }

    @Override
    public ImageFile source(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException {
        Path file = Files.createTempFile(sources, "source-", ".img");
        Files.delete(file);
        return ImageFile.make(file, copyCase.from(), bytes.source());
    }

    @Override
    public ImageFile target(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException {
        return ImageFile.make(folder.file("target"), SideKind.FILE, bytes.old());
    }

    @Override
    public String fileSystemType() {
        return "split";
    }
}
