package io.quietcopy.engine.linux;

import io.quietcopy.SideMode;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.support.BlockIo;
import io.quietcopy.engine.support.IoFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** Both sides of one transfer, open, with all that is known of them. Thread-safe as {@link BlockIo} asks. */
final class LinuxIo implements BlockIo {
    private final Linux linux;
    private final OpenFile sourceFile;
    private final SourceReader source;
    private final @Nullable OpenFile targetFile;
    private final @Nullable TargetWriter target;
    private final @Nullable ZeroMaker zeroes;
    private final @Nullable BlockSharing sharing;
    private final Priorities priorities;
    private final Set<String> problems = new ConcurrentSkipListSet<>();

    LinuxIo(Linux linux, OpenFile sourceFile, SourceReader source, Priorities priorities) {
        this(linux, sourceFile, source, null, null, null, null, priorities);
    }

    LinuxIo(
            Linux linux,
            OpenFile sourceFile,
            SourceReader source,
            @Nullable OpenFile targetFile,
            @Nullable TargetWriter target,
            @Nullable ZeroMaker zeroes,
            @Nullable BlockSharing sharing,
            Priorities priorities) {
        this.linux = linux;
        this.sourceFile = sourceFile;
        this.source = source;
        this.targetFile = targetFile;
        this.target = target;
        this.zeroes = zeroes;
        this.sharing = sharing;
        this.priorities = priorities;
    }

    private TargetWriter writer() {
        if (target == null) {
            throw new IllegalStateException("the transfer only reads");
        }
        return target;
    }

    @Override
    public SideMode source() {
        return source.mode();
    }

    @Override
    public SideMode target() {
        return target == null ? Ladder.none().mode() : target.mode();
    }

    @Override
    public int sourceBlockBytes() {
        return source.blockBytes();
    }

    @Override
    public int targetBlockBytes() {
        return target == null ? 1 : target.unit();
    }

    @Override
    public long sourceLengthBytes() throws IoFailureException {
        return source.lengthBytes();
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IoFailureException {
        return source.read(offset, into);
    }

    @Override
    public int write(long offset, ByteBuffer from) throws IoFailureException {
        return writer().write(offset, from);
    }

    @Override
    public int writeEdge(long offset, ByteBuffer from) throws IoFailureException {
        return writer().writeEdge(offset, from);
    }

    @Override
    public void flushEdges(long fromOffset, long toOffset) throws IoFailureException {
        writer().flushEdges();
    }

    @Override
    public boolean zero(long offset, long bytes, boolean keepAllocated) throws IoFailureException {
        return zeroes != null && zeroes.zero(offset, bytes, keepAllocated);
    }

    @Override
    public int shareBlockBytes() {
        return sharing == null ? 0 : sharing.blockBytes();
    }

    @Override
    public boolean share(long sourceOffset, long targetOffset, long bytes) throws IoFailureException {
        return sharing != null && sharing.share(sourceOffset, targetOffset, bytes);
    }

    @Override
    public void enterWorker() {
        priorities.apply(linux, problems);
    }

    @Override
    public void finish() throws IoFailureException {
        source.finish();
        if (target != null) {
            target.finish();
        }
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (target != null) {
            target.note().ifPresent(notes::add);
        }
        if (sharing != null) {
            sharing.note().ifPresent(notes::add);
        }
        List<Long> devices = new ArrayList<>(List.of(sourceFile.deviceNumber()));
        if (targetFile != null) {
            devices.add(targetFile.deviceNumber());
        }
        notes.addAll(priorities.notes(devices));
        notes.addAll(problems);
        return notes;
    }

    @Override
    public void close() throws IoFailureException {
        // What reading has brought into the cache must go, whether the transfer has ended well or not.
        source.finish();
        try {
            sourceFile.close();
        } catch (IOException e) {
            problems.add(String.valueOf(e.getMessage())); // nothing was written to it
        }
        try {
            if (targetFile != null) {
                targetFile.close();
            }
        } catch (IOException e) {
            throw IoFailureException.of(0, "close: " + e.getMessage(), e);
        }
    }
}
