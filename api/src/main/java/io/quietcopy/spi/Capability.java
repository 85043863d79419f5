package io.quietcopy.spi;

/**
 * What an engine may be able to do beyond the baseline. The baseline (exact bytes at any offset and length, real zeroes,
 * abort, permits, no residue) is mandatory and has no constant.
 */
public enum Capability {
    /**
     * The engine feeds {@link TransferSpec#digest()} with every byte in order of target offset, holes as zeroes, and can run
     * a transfer without a target that only reads. Without it, a request for a digest or for read-back verification is
     * refused before the target is touched.
     */
    DIGEST,
    /**
     * The engine fits the number of bytes in flight to the storage while it runs and reports the course. Without it the
     * engine uses a fixed depth, and the course in the report is empty.
     */
    ADAPTIVE_IN_FLIGHT,
    /**
     * The engine finds blocks of zeroes in data and does not write them where the target reads as zero already. Without it,
     * only holes that the extent map shows stay holes.
     */
    ZERO_DETECTION,
    /**
     * The engine can share blocks between source and target. Without it, {@code offload=reflink} copies, and the report
     * says so.
     */
    REFLINK,
    /**
     * Direct I/O even where source and target offset differ modulo the alignment. Without it, such ranges take the engine's
     * next gentlest way; with {@code cache=require-direct} they are refused.
     */
    UNALIGNED_DIRECT,
    /**
     * Where direct I/O is refused the engine still keeps the page cache clean (uncached buffered I/O, or windowed write-back
     * and eviction). Without it, {@code cache=prefer-direct} may fall to plain buffered I/O, and the report says so.
     */
    CACHE_LADDER
}
