package io.quietcopy.engine.support;

import io.quietcopy.SideMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;

/**
 * A source and a target in memory that do as a script says and believe nothing: alignment, one use of a buffer at a time, one
 * writer for a block, quiet while edges are written, a permit for every call.
 */
class FakeDevice implements BlockIo {
    /** What a call is. */
    enum Op {
        READ,
        WRITE,
        EDGE,
        FLUSH,
        ZERO,
        SHARE,
        FINISH
    }

    /** A call as it begins. */
    record Call(Op op, long offset, long bytes, int number) {}

    /** Steps in before a call is carried out. */
    interface Script {
        /**
         * Returns how many bytes the call moves at most, or {@link #TRY_AGAIN}.
         */
        long at(Call call) throws IoFailureException;
    }

    static final SideMode DIRECT = SideMode.of(SideMode.Access.DIRECT, "a fake");

    private final byte[] source;
    private final byte[] target;
    private final int sourceBlock;
    private final int targetBlock;
    private final IdentityHashMap<ByteBuffer, Call> buffersInUse = new IdentityHashMap<>();
    private final List<Call> writing = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private TestControl control;
    private Script script = Call::bytes;
    private long sourceLength;
    private int padding;
    private boolean zeroes;
    private int shareBlock;
    private int underWay;
    private int unflushedEdges;
    private boolean closed;
    private int writtenBytes;

    FakeDevice(byte[] source, int sourceBlock, byte[] target, int targetBlock) {
        this.source = source;
        this.sourceBlock = sourceBlock;
        this.target = target;
        this.targetBlock = targetBlock;
        sourceLength = source.length;
    }

    FakeDevice script(Script value) {
        script = value;
        return this;
    }

    /** Looks whether calls are covered by permits. */
    FakeDevice watchedBy(TestControl value) {
        control = value;
        return this;
    }

    /** Lets writes reach behind the end, as a staged file does. */
    FakeDevice padding() {
        padding = targetBlock;
        return this;
    }

    FakeDevice makingZeroes() {
        zeroes = true;
        return this;
    }

    FakeDevice sharing(int block) {
        shareBlock = block;
        return this;
    }

    /** Returns a script in which calls are short, or to be tried again, as the random numbers want. */
    static Script troubled(Random random) {
        return call -> {
            synchronized (random) {
                if (call.op() == Op.FLUSH || call.op() == Op.ZERO || call.op() == Op.SHARE || call.op() == Op.FINISH) {
                    return call.bytes();
                }
                return switch (random.nextInt(8)) {
                    case 0 -> TRY_AGAIN;
                    case 1 -> 0;
                    case 2, 3 -> 1 + random.nextInt((int) call.bytes());
                    default -> call.bytes();
                };
            }
        };
    }

    synchronized void resize(long length) {
        sourceLength = length;
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    synchronized int underWay() {
        return underWay;
    }

    synchronized boolean closed() {
        return closed;
    }

    synchronized int writtenBytes() {
        return writtenBytes;
    }

    private synchronized Call begin(Op op, long offset, long bytes, ByteBuffer buffer, int block) {
        Call call = new Call(op, offset, bytes, calls.size());
        calls.add(call);
        check(!closed, call, "after close");
        check(!buffersInUse.containsKey(buffer), call, "with a buffer in use");
        if (buffer != null) {
            buffersInUse.put(buffer, call);
            check(buffer.isDirect(), call, "with a heap buffer");
            check(buffer.alignmentOffset(buffer.position(), block) == 0, call, "at a misaligned address");
        }
        check(offset % block == 0 && bytes % block == 0, call, "misaligned");
        boolean quiet = op == Op.EDGE || op == Op.FLUSH || op == Op.FINISH;
        check(underWay == 0 || !quiet, call, "while something is under way");
        check(quiet || unflushedEdges == 0, call, "before edges were flushed");
        if (op == Op.WRITE || op == Op.ZERO || op == Op.SHARE) {
            for (Call other : writing) {
                check(
                        offset + bytes <= other.offset() || other.offset() + other.bytes() <= offset,
                        call,
                        "beside " + other);
            }
            writing.add(call);
        }
        if (op == Op.EDGE) {
            unflushedEdges++;
        } else if (op == Op.FLUSH) {
            unflushedEdges = 0;
        }
        if (control != null && op != Op.FLUSH && op != Op.FINISH) {
            check(control.mayMove(), call, "without a permit");
        }
        underWay++;
        return call;
    }

    private synchronized void end(Call call, ByteBuffer buffer) {
        underWay--;
        writing.remove(call);
        buffersInUse.remove(buffer);
    }

    private void check(boolean condition, Call call, String what) {
        if (!condition) {
            violations.add(call + " " + what);
        }
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IoFailureException {
        Call call = begin(Op.READ, offset, into.remaining(), into, sourceBlock);
        try {
            long most = script.at(call);
            if (most == TRY_AGAIN) {
                return TRY_AGAIN;
            }
            synchronized (this) {
                int count = (int) Math.max(0, Math.min(Math.min(most, into.remaining()), sourceLength - offset));
                into.put(into.position(), source, (int) offset, count);
                return count;
            }
        } finally {
            end(call, into);
        }
    }

    @Override
    public int write(long offset, ByteBuffer from) throws IoFailureException {
        return put(begin(Op.WRITE, offset, from.remaining(), from, targetBlock), from);
    }

    @Override
    public int writeEdge(long offset, ByteBuffer from) throws IoFailureException {
        return put(begin(Op.EDGE, offset, from.remaining(), from, 1), from);
    }

    private int put(Call call, ByteBuffer from) throws IoFailureException {
        try {
            long most = script.at(call);
            if (most == TRY_AGAIN) {
                return TRY_AGAIN;
            }
            synchronized (this) {
                int count = (int) Math.min(most, from.remaining());
                int room = (int) Math.min(count, target.length - call.offset());
                check(count - room < Math.max(1, padding), call, "behind the end");
                from.get(from.position(), target, (int) call.offset(), room);
                writtenBytes += room;
                return count;
            }
        } finally {
            end(call, from);
        }
    }

    @Override
    public void flushEdges(long fromOffset, long toOffset) throws IoFailureException {
        Call call = begin(Op.FLUSH, fromOffset, toOffset - fromOffset, null, targetBlock);
        try {
            script.at(call);
        } finally {
            end(call, null);
        }
    }

    @Override
    public void finish() throws IoFailureException {
        Call call = begin(Op.FINISH, 0, 0, null, 1);
        try {
            script.at(call);
        } finally {
            end(call, null);
        }
    }

    @Override
    public boolean zero(long offset, long bytes, boolean keepAllocated) throws IoFailureException {
        Call call = begin(Op.ZERO, offset, bytes, null, targetBlock);
        try {
            if (!zeroes || script.at(call) < bytes) {
                return false;
            }
            synchronized (this) {
                java.util.Arrays.fill(target, (int) offset, (int) (offset + bytes), (byte) 0);
            }
            return true;
        } finally {
            end(call, null);
        }
    }

    @Override
    public int shareBlockBytes() {
        return shareBlock;
    }

    @Override
    public boolean share(long sourceOffset, long targetOffset, long bytes) throws IoFailureException {
        Call call = begin(Op.SHARE, targetOffset, bytes, null, shareBlock);
        try {
            if (script.at(call) < bytes) {
                return false;
            }
            synchronized (this) {
                System.arraycopy(source, (int) sourceOffset, target, (int) targetOffset, (int) bytes);
            }
            return true;
        } finally {
            end(call, null);
        }
    }

    @Override
    public synchronized long sourceLengthBytes() {
        return sourceLength;
    }

    @Override
    public SideMode source() {
        return DIRECT;
    }

    @Override
    public SideMode target() {
        return DIRECT;
    }

    @Override
    public int sourceBlockBytes() {
        return sourceBlock;
    }

    @Override
    public int targetBlockBytes() {
        return targetBlock;
    }

    @Override
    public synchronized void close() {
        check(underWay == 0, null, "closed while something is under way");
        closed = true;
    }
}
