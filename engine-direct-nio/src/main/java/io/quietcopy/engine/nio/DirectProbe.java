package io.quietcopy.engine.nio;

import io.quietcopy.engine.support.AlignedMemory;
import io.quietcopy.engine.support.DirectMemory;
import io.quietcopy.engine.support.Errno;
import io.quietcopy.engine.support.IoFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Tries direct I/O by really doing it: that a file system takes O_DIRECT at opening proves little.
 *
 * <p>The first try is with 4096 bytes, or the sector if that is larger: every file system that has direct I/O takes that, while
 * btrfs silently goes through the cache with less. Where it is refused the file system's own block is tried. Only a failure whose error number says
 * something else (a bad first block of a failing disk, say) is no refusal: then the copy will meet it where it matters.
 *
 * <p>Immutable and thread-safe.
 */
final class DirectProbe {
    private static final int SAFE_BLOCK_BYTES = 4096;

    private final long mostBlockBytes;

    /**
     * Makes a probe.
     *
     * @param mostBlockBytes the largest block that may be used
     */
    DirectProbe(long mostBlockBytes) {
        this.mostBlockBytes = mostBlockBytes;
    }

    /**
     * The answer.
     *
     * @param blockBytes the alignment that was accepted, 0 if none was
     * @param reason one clause
     */
    record Answer(int blockBytes, String reason) {
        boolean accepted() {
            return blockBytes > 0;
        }
    }

    /** Reads one block. */
    Answer read(HeldFile file, long lengthBytes, int logicalBlockBytes) {
        // The second block, where there is one: at offset 0 any alignment of the offset would do.
        return tryBlocks(
                file,
                logicalBlockBytes,
                "read",
                StandardOpenOption.READ,
                (open, block) -> open.read(lengthBytes >= 2L * block.capacity() ? block.capacity() : 0, block));
    }

    /** Writes one block of zeroes to a file that was made for this. */
    Answer write(HeldFile scratch, int logicalBlockBytes) {
        return tryBlocks(
                scratch,
                logicalBlockBytes,
                "write",
                StandardOpenOption.WRITE,
                (open, block) -> open.write(block.capacity(), block));
    }

    private interface Try {
        int once(NioFile open, ByteBuffer block) throws IoFailureException;
    }

    private Answer tryBlocks(HeldFile file, int logicalBlockBytes, String what, OpenOption how, Try attempt) {
        Optional<OpenOption> direct = Options.direct();
        if (direct.isEmpty()) {
            return new Answer(0, "this Java has no direct I/O");
        }
        int safe = Math.max(logicalBlockBytes, SAFE_BLOCK_BYTES);
        long[] blocks = LongStream.of(safe, file.fileSystemBlockBytes())
                .filter(block -> block >= safe && block <= mostBlockBytes && Long.bitCount(block) == 1)
                .distinct()
                .toArray();
        if (blocks.length == 0) {
            return new Answer(
                    0,
                    "direct I/O needs blocks of " + safe + " bytes, and no more than " + mostBlockBytes
                            + " may be in flight");
        }
        Answer answer = new Answer(0, "");
        for (long block : blocks) {
            answer = tryBlock(file.name(), (int) block, what, attempt, how, direct.get());
            if (answer.accepted()) {
                break;
            }
        }
        return answer;
    }

    private static Answer tryBlock(Path name, int block, String what, Try attempt, OpenOption... options) {
        try (AlignedMemory memory = new DirectMemory();
                NioFile open = NioFile.open(name, options)) {
            int unused = attempt.once(open, memory.allocate(block, block));
            return new Answer(block, "a direct " + what + " of " + block + " bytes worked");
        } catch (UnsupportedOperationException e) {
            return new Answer(0, "this Java has no direct I/O for the file");
        } catch (IoFailureException e) {
            return failed(block, what, e.errno(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return failed(block, what, JavaFailures.errno(e), JavaFailures.reason(e));
        }
    }

    private static Answer failed(int block, String what, int errno, String text) {
        return errno == 0 || errno == Errno.EINVAL || errno == Errno.EOPNOTSUPP
                ? new Answer(0, "a direct " + what + " was refused (" + text + ")")
                : new Answer(block, "a direct " + what + " failed for another reason (" + text + ")");
    }
}
