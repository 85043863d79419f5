package io.quietcopy.spi;

import java.nio.file.Path;

/**
 * The source or the target of a transfer.
 *
 * <p>Implemented by the library. Immutable and thread-safe.
 */
public interface Side {
    /**
     * Returns the path to open, all symbolic links resolved. It must be opened without following links, and what was opened
     * be compared with {@link #identity()}.
     *
     * @return an absolute path, never null; for a staged target the temporary file
     */
    Path path();

    /**
     * Returns what must stand at the path.
     *
     * @return the identity, never null
     */
    FileIdentity identity();

    /**
     * Returns the kind.
     *
     * @return the kind, never null
     */
    FileKind kind();

    /**
     * Returns the length. A target file has it already: it was sized before the engine opens it.
     *
     * @return bytes, at least 0
     */
    long lengthBytes();

    /**
     * Returns the logical block size of the device, or of the device below the file.
     *
     * @return bytes, a power of two, at least 512; 4096 where it cannot be found out
     */
    int logicalBlockBytes();
}
