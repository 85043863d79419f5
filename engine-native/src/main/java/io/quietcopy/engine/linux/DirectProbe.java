package io.quietcopy.engine.linux;

import io.quietcopy.engine.linux.kernel.Descriptor;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.FileStatus;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.NativeBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.TreeSet;

/**
 * Finds out whether a side takes direct I/O, and with which alignment, by doing it.
 *
 * <p>Who is asked: {@code statx(2)}, on the opened file (Linux 6.1; devices, ext4, xfs, NFS); else a device tells its logical
 * block; else blocks of 4 KiB and more are tried, since small ones may be taken and done through the cache (btrfs, FUSE). Whatever
 * the answer, a block is read or written before it is believed.
 *
 * <p>Only {@code EINVAL} and {@code EOPNOTSUPP} mean a refusal. Any other failure says nothing about direct I/O (the first
 * block of a failing disk may be the bad one): then direct I/O is taken as possible, and the copy will meet the failure where it
 * matters.
 */
final class DirectProbe {
    private static final int SAFE_BLOCK_BYTES = 4096;
    private static final int LARGEST_BLOCK_BYTES = 64 << 10;

    private final Linux linux;

    DirectProbe(Linux linux) {
        this.linux = linux;
    }

    /**
     * The answer.
     *
     * @param blockBytes the alignment of offset, length and memory; 0 if direct I/O is refused
     * @param reason one clause
     */
    record Answer(int blockBytes, String reason) {
        boolean accepted() {
            return blockBytes > 0;
        }

        static Answer refused(String reason) {
            return new Answer(0, reason);
        }
    }

    /**
     * Reads one block. Opens the side for direct I/O, and leaves it open so if that works.
     *
     * @throws IOException if it cannot be opened
     */
    Answer read(OpenFile file) throws IOException {
        if (file.isWatched() && new EncodedExtents(linux, file.plain()).readThroughCache(0, 2L * SAFE_BLOCK_BYTES)) {
            return Answer.refused(SourceReader.CACHED);
        }
        return open(file, false, (fd, buffer, block) -> {
            // The second block, where there is one: at offset 0 any alignment of the offset would do.
            long offset = file.side().lengthBytes() >= 2L * block ? block : 0;
            return linux.pread(fd, buffer, block, offset);
        });
    }

    /**
     * Writes one block. Opens the side for direct I/O, and leaves it open so if that works.
     *
     * @param trial writes a block of zeroes where it does no harm
     * @throws IOException if it cannot be opened
     */
    Answer write(OpenFile file, Trial trial) throws IOException {
        return open(file, true, trial);
    }

    /** One try. */
    @FunctionalInterface
    interface Trial {
        /**
         * Makes a call.
         *
         * @param fd the side, open for direct I/O
         * @param buffer the address of a block of zeroes
         * @param block how many bytes
         * @return what the call returned
         */
        long run(int fd, long buffer, int block) throws IOException;
    }

    private Answer open(OpenFile file, boolean write, Trial trial) throws IOException {
        int opened = file.openDirect();
        if (opened < 0) {
            return Answer.refused("opening it for direct I/O was refused (" + Errno.of(opened) + ")");
        }
        Answer answer = tryBlocks(file, write, trial);
        if (!answer.accepted()) {
            file.closeDirect();
        }
        return answer;
    }

    private Answer tryBlocks(OpenFile file, boolean write, Trial trial) throws IOException {
        FileStatus status = FileStatus.of(linux, file.directDescriptor());
        int told = write ? status.offsetAlignment() : status.readAlignment();
        if (status.direct() && (told == 0 || status.memoryAlignment() == 0)) {
            return Answer.refused("the file system says that this file takes no direct I/O");
        }
        String what = write ? "write" : "read";
        long buffer = linux.mapMemory(LARGEST_BLOCK_BYTES);
        if (buffer < 0) {
            throw Errno.of(buffer).exception(file.side().path());
        }
        try {
            // On btrfs a direct read into memory without pages goes through the page cache.
            ByteBuffer touched = Linux.buffer(buffer, LARGEST_BLOCK_BYTES);
            for (int at = 0; at < LARGEST_BLOCK_BYTES; at += SAFE_BLOCK_BYTES) {
                touched.put(at, (byte) 0);
            }
            long result = 0;
            for (int block : candidates(file, status, told)) {
                result = trial.run(file.direct(), buffer, block);
                if (result >= 0) {
                    return new Answer(block, "a direct " + what + " of " + block + " bytes worked");
                }
                if (!isRefusal(result)) {
                    return new Answer(block, "a direct " + what + " failed for another reason");
                }
            }
            return Answer.refused("a direct " + what + " was refused (" + Errno.of(result) + ")");
        } finally {
            linux.unmap(buffer, LARGEST_BLOCK_BYTES);
        }
    }

    private Iterable<Integer> candidates(OpenFile file, FileStatus status, int told) {
        int least = file.side().logicalBlockBytes();
        if (status.direct()) {
            least = Math.max(told, status.memoryAlignment());
        } else if (file.isDevice()) {
            least = sectorBytes(file.directDescriptor(), least);
        } else {
            least = Math.max(least, SAFE_BLOCK_BYTES);
        }
        TreeSet<Integer> blocks = new TreeSet<>();
        if (Integer.bitCount(least) == 1 && least <= LARGEST_BLOCK_BYTES) {
            blocks.add(least);
        }
        for (int block = SAFE_BLOCK_BYTES; block <= LARGEST_BLOCK_BYTES; block *= 2) {
            if (block >= least) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private int sectorBytes(Descriptor device, int otherwise) {
        try (NativeBytes answer = new NativeBytes(Integer.BYTES)) {
            int result = linux.ioctl(device.number(), Linux.BLKSSZGET, answer.address());
            int bytes = answer.getInt(0);
            return result < 0 || Integer.bitCount(bytes) != 1 ? otherwise : bytes;
        }
    }

    /** Returns whether a failed call means that the file system, or the storage, does no such I/O. */
    static boolean isRefusal(long result) {
        return Errno.EINVAL.is(result) || Errno.EOPNOTSUPP.is(result);
    }
}
