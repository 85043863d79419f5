package io.quietcopy.internal.target;

import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import java.nio.file.Path;

/** What an engine is told to open. */
record TargetSide(Path path, FileIdentity identity, FileKind kind, long lengthBytes, int logicalBlockBytes)
        implements Side {}
