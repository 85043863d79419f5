package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.FailureAction;
import io.quietcopy.spi.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The target of one copy, owned from the claim to the last name. Its life: {@link TargetFiles#open}, an engine opens
 * {@link #side()}, {@link #confirmClaim()}, the engine writes, {@link #trim()}, {@link #flush()}, {@link #publish}; or at any
 * point {@link #abandon}; then {@link #close()}.
 *
 * <p>Used by one thread, which may hang in the kernel in any of these calls except {@link #side()}, {@link #staged()},
 * {@link #preallocated()} and {@link #guard()}; those never change and any thread may ask. The thread must never be
 * interrupted: that would close the channel whose flush has to see every failed write.
 */
public interface TargetFile extends AutoCloseable {
    /** Returns what the engine opens: the staged file, or the target itself where it is written in place. */
    Side side();

    /** Returns whether the engine writes a new file of the target's final length that reads as zero. */
    boolean staged();

    /**
     * Returns whether the blocks of a staged file are allocated already ({@link io.quietcopy.ZeroPolicy#ALLOCATE} was asked
     * for and the file system could do it); otherwise that policy needs zeroes written as data.
     */
    boolean preallocated();

    /** Returns how the target is guarded against other users, one clause for people. */
    String guard();

    /** Returns what else has been found out so far that the report should tell, sentences for people. */
    List<String> notes();

    /**
     * Makes an empty file beside the target, for an engine that has to try something out. It is removed when the target is
     * published, abandoned or closed.
     *
     * @throws IOException if it cannot be made
     */
    Path newScratchFile() throws IOException;

    /**
     * Makes sure, after the engine has opened its descriptors and before the first byte, that the target is still claimed: a
     * POSIX lock is lost when anything else in this process closes the same file, as an engine's probe may have done.
     *
     * @throws CopyException if another copy has come in between ({@code TARGET_BUSY}), as a refusal
     */
    void confirmClaim() throws CopyException;

    /**
     * Gives a staged file its exact final length, since an engine may have padded its last block; does nothing in place.
     *
     * @throws CopyException if that fails, or if the file has become too short ({@code SHORT_COPY})
     */
    void trim() throws CopyException;

    /**
     * Forces everything that was written to the storage, through a descriptor that has been open since before the first
     * byte. Once it has failed it fails for ever: the kernel reports a lost page only once.
     *
     * @throws CopyException {@code FLUSH_FAILED}
     */
    void flush() throws CopyException;

    /**
     * Gives the finished file its name. Everything that may hang or fail beforehand is done before the gate is asked.
     *
     * @param gate asked right before the name changes
     * @return what became of it
     * @throws CopyException if it failed. With the state {@code COMPLETE_NOT_DURABLE} the whole copy stands under the target's
     *     name; otherwise the target's name is as it was, and {@link #abandon} comes next
     */
    Published publish(PublishGate gate) throws CopyException;

    /**
     * Gives up: removes or keeps the staged file, removes scratch files, restores the length of a file that was grown but not
     * written. After a publication it only tells the state. Never throws.
     *
     * @param action what becomes of a staged file
     * @param touched whether a byte may have been written; matters in place only
     */
    Abandoned abandon(FailureAction action, boolean touched);

    /** Releases locks, claim and descriptors. A target neither published nor abandoned is abandoned first. */
    @Override
    void close();
}
