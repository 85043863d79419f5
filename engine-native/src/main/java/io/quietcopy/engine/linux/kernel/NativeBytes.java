package io.quietcopy.engine.linux.kernel;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** A small piece of native memory for what a call takes or returns, zeroed at first. Not thread-safe; used until closed. */
public final class NativeBytes implements AutoCloseable {
    private final Memory memory;

    /** Allocates memory. */
    public NativeBytes(long length) {
        memory = new Memory(length);
        memory.clear();
    }

    /** Returns where it is. */
    public long address() {
        return Pointer.nativeValue(memory);
    }

    /** Returns how long it is. */
    public long length() {
        return memory.size();
    }

    /** Returns 8 bytes. */
    public long getLong(long offset) {
        return memory.getLong(offset);
    }

    /** Returns 4 bytes. */
    public int getInt(long offset) {
        return memory.getInt(offset);
    }

    /** Returns 2 bytes, unsigned. */
    public int getUnsignedShort(long offset) {
        return Short.toUnsignedInt(memory.getShort(offset));
    }

    /** Returns the first bytes. */
    public byte[] first(long count) {
        return memory.getByteArray(0, (int) count);
    }

    /** Sets 8 bytes. */
    public NativeBytes putLong(long offset, long value) {
        memory.setLong(offset, value);
        return this;
    }

    /** Sets 4 bytes. */
    public NativeBytes putInt(long offset, int value) {
        memory.setInt(offset, value);
        return this;
    }

    /** Sets 2 bytes. */
    public NativeBytes putShort(long offset, int value) {
        memory.setShort(offset, (short) value);
        return this;
    }

    /** Sets the first bytes. */
    public NativeBytes put(byte[] bytes) {
        memory.write(0, bytes, 0, bytes.length);
        return this;
    }

    @Override
    public void close() {
        memory.close();
    }
}
