package io.quietcopy.conformance.mutants;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * Memory for direct I/O: it begins at a page, and is shared with a child that somebody forks, so that the fork cannot divert a read.
 * Not thread-safe.
 */
class Memory implements AutoCloseable {
    static final int PAGE_BYTES = 4096;
    private static final int READ_WRITE = 3;
    private static final int SHARED_ANONYMOUS_POPULATED = 0x8021;

    private final long address;
    private final int size;
    private final ByteBuffer bytes;

    Memory(int size) {
        this.size = size;
        address = Kernel.mmap(0, size, READ_WRITE, SHARED_ANONYMOUS_POPULATED, -1, 0);
        if (address == -1) {
            throw new OutOfMemoryError("mmap of " + size + " bytes");
        }
        bytes = new Pointer(address).getByteBuffer(0, size);
    }

    long address() {
        return address;
    }

    int size() {
        return size;
    }

    /** Returns a view of some of the bytes. */
    ByteBuffer view(int from, int length) {
        return bytes.slice(from, length);
    }

    /** Moves bytes to the front. */
    void moveToFront(int from, int length) {
        if (from > 0) {
            bytes.clear().position(from).limit(from + length);
            bytes.compact();
        }
    }

    void zero(int from, int length) {
        for (int at = from; at < from + length; at++) {
            bytes.put(at, (byte) 0);
        }
    }

    boolean isZero(int length) {
        for (int at = 0; at < length; at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Gives the memory back. Nobody may touch it, or a view of it, any more. */
    @Override
    public void close() {
        Kernel.munmap(address, size);
    }
}
