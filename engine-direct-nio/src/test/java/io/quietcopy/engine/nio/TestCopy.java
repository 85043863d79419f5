package io.quietcopy.engine.nio;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.SideMode;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.DigestSink;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.ExtentCursor;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/** One copy by the engine, as the library would ask for it. */
final class TestCopy implements TransferSpec {
    static final EngineSettings SETTINGS = new EngineSettings() {
        @Override
        public String get(String name) {
            throw new IllegalArgumentException(name);
        }

        @Override
        public String origin(String name) {
            throw new IllegalArgumentException(name);
        }
    };

    record Extent(long sourceOffset, long targetOffset, long lengthBytes, Content content) {}

    private final TestSide source;
    private final TestSide target;
    private final List<Extent> extents = new ArrayList<>();
    private Supplier<Iterator<Extent>> lazyExtents = extents::iterator;
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final Queue<Path> scratchFiles = new ConcurrentLinkedQueue<>();
    private boolean staged;
    private TargetContent before = TargetContent.UNKNOWN;
    private CachePolicy cache = CachePolicy.PREFER_DIRECT;
    private ZeroPolicy zeroes = ZeroPolicy.SPARSE;
    private OptionalLong blockBytes = OptionalLong.empty();
    private boolean rateLimited;
    private OptionalLong inFlightBytes = OptionalLong.empty();
    private boolean readOnly;
    private Optional<DigestSink> digest = Optional.empty();
    private SideMode sourceMode;
    private SideMode targetMode;

    private TestCopy(Path source, Path target) throws IOException {
        this.source = TestSide.of(source);
        this.target = TestSide.of(target);
    }

    static TestCopy of(Path source, Path target) throws IOException {
        return new TestCopy(source, target);
    }

    /** A copy of a whole file into a new file of the same length, which reads as zero. */
    static TestCopy staged(Path source, Path target) throws IOException {
        try (java.io.RandomAccessFile file = new java.io.RandomAccessFile(target.toFile(), "rw")) {
            file.setLength(Files.size(source));
        }
        TestCopy copy = of(source, target);
        copy.staged = true;
        copy.before = TargetContent.ZERO;
        return copy;
    }

    TestCopy extent(long sourceOffset, long targetOffset, long lengthBytes, Content content) {
        extents.add(new Extent(sourceOffset, targetOffset, lengthBytes, content));
        return this;
    }

    TestCopy extents(Supplier<Iterator<Extent>> given) {
        lazyExtents = given;
        return this;
    }

    TestCopy whole(Content content) {
        return source.lengthBytes() == 0 ? this : extent(0, 0, source.lengthBytes(), content);
    }

    TestCopy before(TargetContent content) {
        before = content;
        return this;
    }

    TestCopy cache(CachePolicy policy) {
        cache = policy;
        return this;
    }

    TestCopy zeroes(ZeroPolicy policy) {
        zeroes = policy;
        return this;
    }

    TestCopy block(long bytes) {
        blockBytes = OptionalLong.of(bytes);
        return this;
    }

    TestCopy limited() {
        rateLimited = true;
        return this;
    }

    TestCopy inFlight(long bytes) {
        inFlightBytes = OptionalLong.of(bytes);
        return this;
    }

    TestCopy digest(DigestSink sink) {
        digest = Optional.of(sink);
        return this;
    }

    /** Reads the source only. */
    TestCopy readOnly() {
        readOnly = true;
        return this;
    }

    static CopyEngine engine() {
        return new NioEngineProvider().create(SETTINGS);
    }

    /** Opens, runs and closes. */
    TransferResult run(TestControl control) throws CopyException {
        try (CopyEngine engine = engine();
                TransferSession session = engine.open(this)) {
            try {
                TransferResult result = session.run(control);
                trim();
                return result;
            } finally {
                sourceMode = session.source();
                targetMode = session.target();
            }
        }
    }

    /** Cuts a staged file to its length, as the library does. */
    private void trim() {
        if (!staged || readOnly) {
            return;
        }
        try (FileChannel file = FileChannel.open(target.path(), StandardOpenOption.WRITE)) {
            if (file.size() < target.lengthBytes() || file.size() >= target.lengthBytes() + 4096) {
                throw new AssertionError("a staged file has become " + file.size() + " bytes long");
            }
            file.truncate(target.lengthBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    SideMode sourceMode() {
        return sourceMode;
    }

    SideMode targetMode() {
        return targetMode;
    }

    List<Thread> threads() {
        return List.copyOf(threads);
    }

    List<Path> scratchFiles() {
        return List.copyOf(scratchFiles);
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
        return cache;
    }

    @Override
    public ZeroPolicy zeroes() {
        return zeroes;
    }

    @Override
    public OffloadPolicy offload() {
        return OffloadPolicy.NEVER;
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
        return 16 << 20;
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
        Path file = Files.createTempFile(target.path().toAbsolutePath().getParent(), ".scratch-", ".tmp");
        scratchFiles.add(file);
        return file;
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
