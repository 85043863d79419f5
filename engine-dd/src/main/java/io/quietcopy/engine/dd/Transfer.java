package io.quietcopy.engine.dd;

import io.quietcopy.spi.Side;

/**
 * What one session works with.
 *
 * @param program dd
 * @param source the source, as the library describes it
 * @param sourceFile the source, held open
 * @param sourceAccess how it is read
 * @param target the target, as the library describes it
 * @param targetFile the target, held open
 * @param targetAccess how it is written
 * @param blockBytes the size of one read and write: a multiple of both sides' alignment
 * @param sparseBlockBytes the size of a block that is not written if it is all zero
 */
record Transfer(
        DdProgram program,
        Side source,
        HeldFile sourceFile,
        Access sourceAccess,
        Side target,
        HeldFile targetFile,
        Access targetAccess,
        long blockBytes,
        long sparseBlockBytes) {

    Failures failures() {
        return new Failures(source, target, sourceFile, targetFile);
    }
}
