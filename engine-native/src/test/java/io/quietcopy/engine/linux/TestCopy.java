package io.quietcopy.engine.linux;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.SideMode;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.UnavailableException;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.DigestSink;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.ExtentCursor;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/** One copy by the engine, as the library would ask for it. */
final class TestCopy implements TransferSpec {
    record Extent(long sourceOffset, long targetOffset, long lengthBytes, Content content) {}

    private final TestSide source;
    private final TestSide target;
    private Iterable<Extent> extents = new ArrayList<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final Queue<Path> scratchFiles = new ConcurrentLinkedQueue<>();
    private final Map<String, String> settings = new HashMap<>(Map.of("nice", "keep", "ionice", "keep"));
    private boolean staged;
    private TargetContent before = TargetContent.UNKNOWN;
    private CachePolicy cache = CachePolicy.PREFER_DIRECT;
    private ZeroPolicy zeroes = ZeroPolicy.SPARSE;
    private OffloadPolicy offload = OffloadPolicy.NEVER;
    private OptionalLong blockBytes = OptionalLong.empty();
    private OptionalLong inFlight = OptionalLong.empty();
    private boolean withoutTarget;
    private DigestSink digest;
    private Linux linux;
    private SideMode sourceMode;
    private SideMode targetMode;

    private TestCopy(Path source, Path target) throws IOException {
        this.source = TestSide.of(source);
        this.target = TestSide.of(target);
    }

    static TestCopy of(Path source, Path target) throws IOException {
        return new TestCopy(source, target);
    }

    /** A copy into a new file of the same length, which reads as zero. */
    static TestCopy staged(Path source, Path target) throws IOException {
        long length;
        try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "r")) {
            length = file.length();
        }
        try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
            file.setLength(length);
        }
        TestCopy copy = of(source, target);
        copy.staged = true;
        copy.before = TargetContent.ZERO;
        return copy;
    }

    TestCopy extent(long sourceOffset, long targetOffset, long lengthBytes, Content content) {
        ((List<Extent>) extents).add(new Extent(sourceOffset, targetOffset, lengthBytes, content));
        return this;
    }

    TestCopy extents(Iterable<Extent> all) {
        extents = all;
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

    TestCopy offload(OffloadPolicy policy) {
        offload = policy;
        return this;
    }

    TestCopy block(long bytes) {
        blockBytes = OptionalLong.of(bytes);
        return this;
    }

    TestCopy inFlight(long bytes) {
        inFlight = OptionalLong.of(bytes);
        return this;
    }

    TestCopy withoutTarget() {
        withoutTarget = true;
        return this;
    }

    TestCopy digest(DigestSink sink) {
        digest = sink;
        return this;
    }

    TestCopy setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Makes the system calls by this, so that some can fail. */
    TestCopy by(Linux calls) {
        linux = calls;
        return this;
    }

    CopyEngine engine() {
        EngineSettings values = new EngineSettings() {
            @Override
            public String get(String name) {
                return settings.get(name);
            }

            @Override
            public String origin(String name) {
                return "test";
            }
        };
        if (linux == null) {
            return new NativeEngineProvider().create(values);
        }
        return new NativeEngine(linux, Priorities.of(values));
    }

    static Linux linux() {
        try {
            return Linux.load();
        } catch (UnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens, runs and closes. */
    TransferResult run(TransferControl control) throws CopyException {
        try (CopyEngine engine = engine();
                TransferSession session = engine.open(this)) {
            try {
                return session.run(control);
            } finally {
                sourceMode = session.source();
                targetMode = session.target();
            }
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
        return withoutTarget ? Optional.empty() : Optional.of(target);
    }

    @Override
    public boolean staged() {
        return staged;
    }

    @Override
    public ExtentCursor extents() {
        return new Cursor(extents.iterator());
    }

    @Override
    public long rangeCount() {
        return 1;
    }

    @Override
    public long totalBytes() {
        long total = 0;
        for (Extent extent : extents) {
            total += extent.lengthBytes();
        }
        return total;
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
        return offload;
    }

    @Override
    public OptionalLong blockBytes() {
        return blockBytes;
    }

    @Override
    public OptionalLong inFlightBytes() {
        return inFlight;
    }

    @Override
    public long inFlightMaxBytes() {
        return 16 << 20;
    }

    @Override
    public boolean rateLimited() {
        return false;
    }

    @Override
    public Optional<DigestSink> digest() {
        return Optional.ofNullable(digest);
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
