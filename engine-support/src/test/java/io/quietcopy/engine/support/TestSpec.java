package io.quietcopy.engine.support;

import io.quietcopy.CachePolicy;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.spi.DigestSink;
import io.quietcopy.spi.ExtentCursor;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/** A transfer as a test wants it, of a source and a target that need not exist. */
final class TestSpec implements TransferSpec {
    record Extent(long sourceOffset, long targetOffset, long lengthBytes, Content content) {}

    private record TestSide(Path path, long lengthBytes, FileIdentity identity) implements Side {
        @Override
        public FileKind kind() {
            return FileKind.FILE;
        }

        @Override
        public int logicalBlockBytes() {
            return 512;
        }
    }

    private Side source;
    private Side target;
    private final List<Extent> extents = new ArrayList<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private Supplier<Iterator<Extent>> lazyExtents = extents::iterator;
    private boolean readOnly;
    private boolean staged;
    private TargetContent before = TargetContent.UNKNOWN;
    private ZeroPolicy zeroes = ZeroPolicy.SPARSE;
    private OffloadPolicy offload = OffloadPolicy.NEVER;
    private OptionalLong blockBytes = OptionalLong.of(8192);
    private OptionalLong inFlightBytes = OptionalLong.of(4 * 8192);
    private long inFlightMaxBytes = 16 << 20;
    private boolean rateLimited;
    private Optional<DigestSink> digest = Optional.empty();

    TestSpec(long sourceLength, long targetLength) {
        source = new TestSide(Path.of("/fake/source"), sourceLength, FileIdentity.of(1, 1, 0));
        target = new TestSide(Path.of("/fake/target"), targetLength, FileIdentity.of(1, 2, 0));
    }

    TestSpec on(FileIdentity sourceFile, FileIdentity targetFile) {
        source = new TestSide(source.path(), source.lengthBytes(), sourceFile);
        target = new TestSide(target.path(), target.lengthBytes(), targetFile);
        return this;
    }

    TestSpec extent(long sourceOffset, long targetOffset, long lengthBytes, Content content) {
        extents.add(new Extent(sourceOffset, targetOffset, lengthBytes, content));
        return this;
    }

    TestSpec extents(Supplier<Iterator<Extent>> source) {
        lazyExtents = source;
        return this;
    }

    List<Extent> given() {
        return extents;
    }

    TestSpec readOnly() {
        readOnly = true;
        return this;
    }

    TestSpec staged(boolean value) {
        staged = value;
        before = value ? TargetContent.ZERO : before;
        return this;
    }

    TestSpec before(TargetContent content) {
        before = content;
        return this;
    }

    TestSpec zeroes(ZeroPolicy policy) {
        zeroes = policy;
        return this;
    }

    TestSpec reflink() {
        offload = OffloadPolicy.REFLINK;
        return this;
    }

    TestSpec block(long block, long inFlight) {
        blockBytes = OptionalLong.of(block);
        inFlightBytes = OptionalLong.of(inFlight);
        return this;
    }

    /** Leaves block size and window to the engine. */
    TestSpec adaptive(long most) {
        blockBytes = OptionalLong.empty();
        inFlightBytes = OptionalLong.empty();
        inFlightMaxBytes = most;
        return this;
    }

    TestSpec limited(boolean value) {
        rateLimited = value;
        return this;
    }

    TestSpec digest(DigestSink sink) {
        digest = Optional.of(sink);
        return this;
    }

    List<Thread> threads() {
        return List.copyOf(threads);
    }

    @Override
    public Side source() {
        return source;
    }

    @Override
    public Optional<Side> target() {
        return readOnly ? Optional.empty() : Optional.of(target);
    }

    @Override
    public boolean staged() {
        return staged;
    }

    @Override
    public ExtentCursor extents() {
        return new Cursor(lazyExtents.get());
    }

    @Override
    public long rangeCount() {
        return extents.size();
    }

    @Override
    public long totalBytes() {
        return extents.stream().mapToLong(Extent::lengthBytes).sum();
    }

    @Override
    public TargetContent before() {
        return before;
    }

    @Override
    public CachePolicy cache() {
        return CachePolicy.PREFER_DIRECT;
    }

    @Override
    public ZeroPolicy zeroes() {
        return zeroes;
    }

    @Override
    public OffloadPolicy offload() {
        return offload;
    }

    @Override
    public OptionalLong blockBytes() {
        return blockBytes;
    }

    @Override
    public OptionalLong inFlightBytes() {
        return inFlightBytes;
    }

    @Override
    public long inFlightMaxBytes() {
        return inFlightMaxBytes;
    }

    @Override
    public boolean rateLimited() {
        return rateLimited;
    }

    @Override
    public Optional<DigestSink> digest() {
        return digest;
    }

    @Override
    public ThreadFactory threadFactory() {
        return task -> {
            Thread thread = new Thread(task, "quietcopy-test");
            thread.setDaemon(true);
            threads.add(thread);
            return thread;
        };
    }

    @Override
    public Path newScratchFile() throws IOException {
        throw new IOException("no scratch files here");
    }

    private static final class Cursor implements ExtentCursor {
        private final Iterator<Extent> rest;
        private Extent now;

        private Cursor(Iterator<Extent> rest) {
            this.rest = rest;
        }

        @Override
        public boolean next() {
            now = rest.hasNext() ? rest.next() : null;
            return now != null;
        }

        @Override
        public long sourceOffset() {
            return now.sourceOffset();
        }

        @Override
        public long targetOffset() {
            return now.targetOffset();
        }

        @Override
        public long lengthBytes() {
            return now.lengthBytes();
        }

        @Override
        public Content content() {
            return now.content();
        }

        @Override
        public void close() {}
    }
}
