package io.quietcopy.testbed;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How much room a file really takes, and where it has data. Thread-safe. */
public final class Allocation {

    private static final int STATX_BYTES = 256;
    private static final int STX_BLOCKS = 48;
    private static final int BLOCK_BYTES = 512;

    private Allocation() {}

    /** A range of a file, in bytes. */
    public record Range(long offsetBytes, long lengthBytes) {

        /** Returns the offset behind the range, in bytes. */
        public long endBytes() {
            return offsetBytes + lengthBytes;
        }
    }

    /**
     * Returns the bytes that the file system has allocated for the file. Btrfs and XFS say so only once the data is
     * written back; sync first.
     *
     * @throws IOException if the file cannot be examined
     */
    public static long allocatedBytes(Path file) throws IOException {
        byte[] statx = new byte[STATX_BYTES];
        long status = Libc.syscall(Libc.SYS_STATX, Libc.AT_FDCWD, Libc.bytes(file), 0, Libc.STATX_BLOCKS, statx);
        if (status != 0) {
            throw Libc.failure("statx", file);
        }
        return ByteBuffer.wrap(statx).order(ByteOrder.nativeOrder()).getLong(STX_BLOCKS) * BLOCK_BYTES;
    }

    /**
     * Returns the ranges that hold data, by {@code SEEK_DATA} and {@code SEEK_HOLE}, in ascending order. What a file system
     * cannot tell, and a block device, counts as data.
     *
     * @throws IOException if the file cannot be examined
     */
    public static List<Range> dataRanges(Path file) throws IOException {
        List<Range> ranges = new ArrayList<>();
        try (Libc.Descriptor descriptor = Libc.Descriptor.open(file, Libc.O_RDONLY)) {
            long end = Libc.lseek(descriptor.fd(), 0, 2);
            long at = nextData(descriptor, 0, end);
            while (at < end) {
                long hole = Libc.lseek(descriptor.fd(), at, Libc.SEEK_HOLE);
                long stop = hole < 0 ? end : Math.min(hole, end);
                ranges.add(new Range(at, stop - at));
                at = nextData(descriptor, stop, end);
            }
        }
        return ranges;
    }

    /** The offset of the first data at or behind {@code at}, {@code end} if there is none. */
    static long nextData(Libc.Descriptor file, long at, long end) throws IOException {
        if (at >= end) {
            return end;
        }
        long data = Libc.lseek(file.fd(), at, Libc.SEEK_DATA);
        if (data >= 0) {
            return Math.min(data, end);
        }
        int errno = Native.getLastError();
        if (errno == Libc.ENXIO) {
            return end;
        }
        if (errno == Libc.EINVAL) {
            return at; // a block device
        }
        throw Libc.failure("lseek", file.path());
    }
}
