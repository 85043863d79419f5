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
    private volatile Access sourceAccess;
    private volatile Access targetAccess;

    /**
     * Makes it.
     *
     * @param blockBytes the size of one read and write: a multiple of both sides' alignment
     */
    Transfer(
            DdProgram program,
            Side source,
            HeldFile sourceFile,
            Access sourceAccess,
            Side target,
            HeldFile targetFile,
            Access targetAccess,
            long blockBytes) {
        this.program = program;
        this.source = source;
        this.sourceFile = sourceFile;
        this.sourceAccess = sourceAccess;
        this.target = target;
        this.targetFile = targetFile;
        this.targetAccess = targetAccess;
        this.blockBytes = blockBytes;
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

    Failures failures() {
        return new Failures(source, target, sourceFile, targetFile);
    }
}
