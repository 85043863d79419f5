package io.quietcopy.spi;

import io.quietcopy.CachePolicy;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadFactory;

/**
 * A transfer to be made: what the Copier asks of an engine.
 *
 * <p>Implemented by the library. Thread-safe.
 */
public interface TransferSpec {
    /**
     * Returns where bytes are read.
     *
     * @return the source, never null
     */
    Side source();

    /**
     * Returns where bytes are written.
     *
     * @return the target, or empty for a transfer that only reads ({@link Capability#DIGEST})
     */
    Optional<Side> target();

    /**
     * Returns whether the target is a file that the library has made for this copy: nobody else knows it, it has its final
     * length, and every byte of it reads as zero.
     *
     * @return true for a staged file
     */
    boolean staged();

    /**
     * Starts a pass over the extents, in order of target offset, disjoint in the target, none empty.
     *
     * @return a cursor before the first extent, never null; the caller closes it
     * @throws IOException if the ranges or the map cannot be read
     */
    ExtentCursor extents() throws IOException;

    /**
     * Returns the number of ranges.
     *
     * @return at least 0
     */
    long rangeCount();

    /**
     * Returns the number of bytes of all extents.
     *
     * @return bytes, at least 0
     */
    long totalBytes();

    /**
     * Returns what the target holds before, within the extents.
     *
     * @return the content, never null; {@link TargetContent#ZERO} for a staged file
     */
    TargetContent before();

    /**
     * Returns how strictly the transfer must stay out of the page cache.
     *
     * @return the policy, never null
     */
    CachePolicy cache();

    /**
     * Returns what becomes of zeroes.
     *
     * @return the policy, never null
     */
    ZeroPolicy zeroes();

    /**
     * Returns whether blocks may be shared.
     *
     * @return the policy, never null
     */
    OffloadPolicy offload();

    /**
     * Returns the size of one read and write.
     *
     * @return bytes, or empty: the engine chooses
     */
    OptionalLong blockBytes();

    /**
     * Returns the bytes in flight.
     *
     * @return bytes, or empty: the engine fits them to the storage, up to {@link #inFlightMaxBytes()}
     */
    OptionalLong inFlightBytes();

    /**
     * Returns the most bytes that may be in flight, and so the most buffer memory.
     *
     * @return bytes, at least 1
     */
    long inFlightMaxBytes();

    /**
     * Returns whether a rate limits the copy now, so that work should come in small pieces.
     *
     * @return true if it does
     */
    boolean rateLimited();

    /**
     * Returns where the digest is made.
     *
     * @return the sink, or empty if none is wanted
     */
    Optional<DigestSink> digest();

    /**
     * Returns what makes the engine's threads. They must all have ended when the session is closed.
     *
     * @return the factory, never null; its threads are daemons
     */
    ThreadFactory threadFactory();

    /**
     * Makes an empty file with mode 0600 beside the target, for trying what its file system can do. The engine deletes it
     * before {@link CopyEngine#open} returns; {@code quietcopy clean} knows its name.
     *
     * @return the new file, never null
     * @throws IOException if it cannot be made
     */
    Path newScratchFile() throws IOException;

    /**
     * Returns by what an engine that cannot drop pages of the target from the page cache by itself can have it done, so that
     * the edges it had to write through the cache leave nothing there.
     *
     * @return the target's pages, or empty where there are no host services for it, or the cache is to be used
     */
    default Optional<CachedPages> targetPages() {
        return Optional.empty();
    }
}
