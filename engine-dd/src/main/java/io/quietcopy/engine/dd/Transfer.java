package io.quietcopy.engine.dd;

import io.quietcopy.spi.Side;

/**
 * What one session works with. Everything is fixed but the access to the sides, which may step down while the session runs.
 *
 * <p>Thread-safe.
 */
final class Transfer {
    private final DdProgram program;
    private final Side source;
    private final HeldFile sourceFile;
    private final Side target;
    private final HeldFile targetFile;
    private final long blockBytes;
    private final long inFlightMostBytes;
    private volatile Access sourceAccess;
    private volatile Access targetAccess;

    /**
     * Makes it.
     *
     * @param blockBytes the size of one read and write: a multiple of both sides' alignment
     * @param inFlightMostBytes how many bytes may be in flight at a time; may be less than a block, of which one always may
     */
    Transfer(
            DdProgram program,
            Side source,
            HeldFile sourceFile,
            Access sourceAccess,
            Side target,
            HeldFile targetFile,
            Access targetAccess,
            long blockBytes,
            long inFlightMostBytes) {
        this.program = program;
        this.source = source;
        this.sourceFile = sourceFile;
        this.sourceAccess = sourceAccess;
        this.target = target;
        this.targetFile = targetFile;
        this.targetAccess = targetAccess;
        this.blockBytes = blockBytes;
        this.inFlightMostBytes = inFlightMostBytes;
    }

    DdProgram program() {
        return program;
    }

    Side source() {
        return source;
    }

    HeldFile sourceFile() {
        return sourceFile;
    }

    Access sourceAccess() {
        return sourceAccess;
    }

    void sourceAccess(Access access) {
        sourceAccess = access;
    }

    Side target() {
        return target;
    }

    HeldFile targetFile() {
        return targetFile;
    }

    Access targetAccess() {
        return targetAccess;
    }

    void targetAccess(Access access) {
        targetAccess = access;
    }

    /** Returns whether something of this transfer is to be dropped from the page cache. */
    boolean evicts() {
        return sourceAccess.isEvicted() || targetAccess.isEvicted();
    }

    /** Returns the alignment that both sides take. */
    int alignment() {
        return Math.max(sourceAccess.blockBytes(), targetAccess.blockBytes());
    }

    long blockBytes() {
        return blockBytes;
    }

    /** Returns how many bytes may be in flight at a time; one block always may. */
    long inFlightMostBytes() {
        return inFlightMostBytes;
    }

    /** Returns whether nothing of this transfer goes through the page cache but edges. */
    boolean isDirect() {
        return sourceAccess.isDirect() && targetAccess.isDirect();
    }

    Failures failures() {
        return new Failures(source, target, sourceFile, targetFile);
    }
}
