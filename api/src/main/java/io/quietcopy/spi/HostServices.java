package io.quietcopy.spi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an operating system can do for a copy beyond Java's own library. Optional: found by the ServiceLoader; without it the
 * Copier uses portable means, and the report says which.
 *
 * <p>A method that cannot do its work on this file system throws {@link UnsupportedOperationException}; the Copier then uses
 * the portable means for that file. Thread-safe. Constructor and class initialiser load nothing.
 */
public interface HostServices {
    /**
     * Returns whether the services can work on this machine.
     *
     * @return the availability, never null
     */
    Availability availability();

    /**
     * Claims a block device exclusively, as {@code open(O_EXCL)} does: a mounted or held device is refused by the kernel.
     *
     * @param device the device node, never null
     * @return the claim, never null; closing it ends it
     * @throws java.nio.file.FileSystemException with reason "busy" if somebody else has it
     * @throws IOException if the device cannot be opened
     */
    Closeable claim(Path device) throws IOException;

    /**
     * Renames a file unless the new name exists, in one step.
     *
     * @param from the old name, never null
     * @param to the new name in the same folder, never null
     * @throws java.nio.file.FileAlreadyExistsException if the new name exists; nothing has changed
     * @throws IOException if it failed; nothing has changed
     */
    void renameNoReplace(Path from, Path to) throws IOException;

    /**
     * Finds where a file's next extent of data and the hole behind it start, on file systems whose answer is known good.
     * Never flushes the file.
     *
     * @param file the file, never null
     * @return a map that the caller closes, never null
     * @throws IOException if the file cannot be opened
     */
    ExtentMap extents(Path file) throws IOException;

    /**
     * Returns how many bytes of a file or device the storage holds.
     *
     * @param file the file, never null
     * @return allocated bytes, or empty if not known
     * @throws IOException if the file cannot be examined
     */
    OptionalLong allocatedBytes(Path file) throws IOException;

    /**
     * Returns how many bytes of a file or device are in the page cache.
     *
     * @param file the file, never null
     * @return bytes in whole pages, or empty if not known
     * @throws IOException if the file cannot be examined
     */
    OptionalLong residentBytes(Path file) throws IOException;

    /**
     * Returns a block device's logical block size.
     *
     * @param device the device node, never null
     * @return bytes, a power of two
     * @throws IOException if the device cannot be asked
     */
    int logicalBlockBytes(Path device) throws IOException;

    /**
     * Looks for signs that another program is using an image (the byte locks that QEMU takes).
     *
     * @param image the file or device, never null
     * @return who uses it, for people, or empty if nobody is seen
     * @throws IOException if the file cannot be examined
     */
    Optional<String> inUse(Path image) throws IOException;

    /**
     * Gives a file the owner, mode, access-control list and extended attributes of another, all or none.
     *
     * @param from the file that has them, never null
     * @param to the file that gets them, never null
     * @throws IOException if one of them cannot be carried over
     */
    void copyAttributes(Path from, Path to) throws IOException;

    /**
     * Allocates the blocks of a file from its beginning on. What it holds and how long it is stay the same, and no data is
     * written.
     *
     * <p>Optional: without it the Copier looks for a tool that can.
     *
     * @param file the file, never null
     * @param lengthBytes how many bytes, at least 1, at most the length of the file
     * @throws java.nio.file.FileSystemException if there is no room, or it failed otherwise; some blocks may be allocated
     * @throws IOException if the file cannot be opened
     */
    default void allocate(Path file, long lengthBytes) throws IOException {
        throw new UnsupportedOperationException("nothing is known of how to allocate");
    }

    /**
     * Opens a view of what the page cache holds of a file or device. Neither reads nor writes it.
     *
     * <p>Optional: without it nothing is dropped by the Copier, and engines are on their own.
     *
     * @param file the file or device, never null
     * @return the view, never null; to be closed
     * @throws IOException if the file cannot be opened
     */
    default OpenPages cachedPages(Path file) throws IOException {
        throw new UnsupportedOperationException("nothing is known of cached pages");
    }

    /** A view of the page cache that holds its file open. */
    interface OpenPages extends CachedPages, Closeable {}

    /** Where a file holds data. Used by one thread at a time. */
    interface ExtentMap extends Closeable {
        /**
         * Finds the first byte of data at or after an offset.
         *
         * @param offset where to look from, at least 0
         * @return the offset of data, or -1 if only holes follow
         * @throws IOException if the file system does not answer
         */
        long nextData(long offset) throws IOException;

        /**
         * Finds the first hole at or after an offset; the end of the file is one.
         *
         * @param offset where to look from, at least 0, less than the length
         * @return the offset of a hole
         * @throws IOException if the file system does not answer
         */
        long nextHole(long offset) throws IOException;
    }
}
