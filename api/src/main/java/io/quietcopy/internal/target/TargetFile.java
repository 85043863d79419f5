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
 * <p><b>Whole or not at all.</b> A new file and one that replaces another are written beside the target, under a name that
 * nobody can foresee, and get the target's name in one step of the file system when every byte of them is on the storage. So
 * the target's name leads to the old file or to the whole new one, whenever the process or the machine stops:
 * <table>
 * <caption>What is found when the copy stops at a given point</caption>
 * <tr><th>stopped</th><th>under the target's name</th><th>beside it</th></tr>
 * <tr><td>before the name changes</td><td>what was there</td><td>a temporary file</td></tr>
 * <tr><td>after a rename</td><td>the whole copy</td><td>nothing</td></tr>
 * <tr><td>after a link (new files only)</td><td>the whole copy</td><td>a second name of it, until it is removed</td></tr>
 * <tr><td>by loss of power, before the folder is flushed</td><td>either</td><td>perhaps the temporary file</td></tr>
 * </table>
 * What is left beside it has a name that tells who made it ({@link StagedName}), and {@link io.quietcopy.Leftovers} finds it.
 *
 * <p><b>Written is not stored.</b> The kernel reports a failed write-back once, and only to descriptors that were open when it
 * failed. Engines open and close theirs as they like; the one that counts is {@link TargetChannel}, open from before the first
 * byte until the end.
 *
 * <p><b>One copy at a time.</b> Copies to one name find each other by their temporary files ({@link Rivals}), copies into one
 * file or device by a lock ({@link TargetLock}), and either kind looks for the other. A device is claimed besides, where the
 * host services can.
 *
 * <p><b>Nothing is touched that is not ours.</b> What is opened and what is replaced is compared by device and inode with what
 * the checks before have seen ({@link Opening}); what is removed, with what was made ({@link TemporaryNames}).
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
