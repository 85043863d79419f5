package io.quietcopy.internal.preflight;

import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import java.nio.file.Path;

/** A side of a copy as it was found; see {@link Side} for the components. */
public record CheckedSide(Path path, FileIdentity identity, FileKind kind, long lengthBytes, int logicalBlockBytes)
        implements Side {

    /** Makes a side of what was found at a resolved path. */
    public static CheckedSide of(FileFacts facts, long lengthBytes, int logicalBlockBytes) {
        return new CheckedSide(facts.path(), facts.identity(), facts.copyKind(), lengthBytes, logicalBlockBytes);
    }

    /** Returns the same side with another length: a target that has been sized since. */
    public CheckedSide withLength(long bytes) {
        return new CheckedSide(path, identity, kind, bytes, logicalBlockBytes);
    }
}
