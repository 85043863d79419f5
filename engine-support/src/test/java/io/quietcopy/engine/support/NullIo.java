package io.quietcopy.engine.support;

import io.quietcopy.SideMode;
import java.nio.ByteBuffer;

/** Takes everything at once, keeps nothing, remembers nothing. */
class NullIo implements BlockIo {
    @Override
    public SideMode source() {
        return FakeDevice.DIRECT;
    }

    @Override
    public SideMode target() {
        return FakeDevice.DIRECT;
    }

    @Override
    public int sourceBlockBytes() {
        return 4096;
    }

    @Override
    public int targetBlockBytes() {
        return 4096;
    }

    @Override
    public long sourceLengthBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public int read(long offset, ByteBuffer into) {
        return into.remaining();
    }

    @Override
    public int write(long offset, ByteBuffer from) throws IoFailureException {
        return from.remaining();
    }

    @Override
    public int writeEdge(long offset, ByteBuffer from) {
        return from.remaining();
    }

    @Override
    public void close() {}
}
