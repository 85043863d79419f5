package io.quietcopy.engine.linux;

import static io.quietcopy.SideMode.Access.BUFFERED;
import static io.quietcopy.SideMode.Access.BUFFERED_EVICTED;
import static io.quietcopy.SideMode.Access.DIRECT;
import static io.quietcopy.SideMode.Access.DONTCACHE;
import static io.quietcopy.SideMode.Access.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.TestLinux;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.NotFitException;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How each side is accessed, and why. */
class LadderTest {
    private static final int LENGTH = 3_000_000;

    private Scratch scratch;
    private Path source;
    private Path target;

    @BeforeEach
    void setUp() throws IOException {
        scratch = Scratch.create();
        source = DiskImages.random(scratch.file("source"), LENGTH, 1);
        target = scratch.file("target");
    }

    @AfterEach
    void tearDown() throws IOException {
        scratch.close();
    }

    private TestCopy copy() throws IOException {
        return TestCopy.staged(source, target).whole(Content.DATA);
    }

    private void assertCopied() throws IOException {
        ByteCompare.assertSame(source, 0, target, 0, LENGTH);
    }

    @Test
    void directWhereItWorks() throws Exception {
        TestCopy copy = copy().cache(CachePolicy.REQUIRE_DIRECT);
        copy.run(new TestControl());
        assertThat(copy.sourceMode().toString()).isEqualTo("direct (a direct read of 512 bytes worked)");
        assertThat(copy.targetMode().toString()).isEqualTo("direct (a direct write of 512 bytes worked)");
        assertCopied();
    }

    @Test
    void sectorsOfDevicesAreFound() throws Exception {
        Requirement.require(Requirement.LOOP);
        try (LoopDevice loop = LoopDevice.attach(DiskImages.allocateSparse(scratch.file("image"), 4 << 20), 4096)) {
            TestCopy copy = TestCopy.of(source, loop.path()).whole(Content.DATA);
            copy.run(new TestControl());
            assertThat(copy.targetMode().toString()).isEqualTo("direct (a direct write of 4096 bytes worked)");
            TestCopy back = TestCopy.of(loop.path(), target(LENGTH)).extent(0, 0, LENGTH, Content.DATA);
            back.run(new TestControl());
            assertThat(back.sourceMode().toString()).isEqualTo("direct (a direct read of 4096 bytes worked)");
            assertCopied();
        }
    }

    private Path target(int length) throws IOException {
        return DiskImages.allocateSparse(target, length);
    }

    @Test
    void askedForBuffered() throws Exception {
        TestCopy copy = copy().cache(CachePolicy.BUFFERED);
        copy.run(new TestControl());
        assertThat(copy.sourceMode().access()).isEqualTo(BUFFERED);
        assertThat(copy.targetMode().access()).isEqualTo(BUFFERED);
        assertCopied();
    }

    @Test
    void stepByStep() throws Exception {
        TestCopy uncached = copy().by(new RefusingLinux().withoutDirect());
        uncached.run(new TestControl());
        assertThat(uncached.sourceMode().access()).isEqualTo(DONTCACHE);
        assertThat(uncached.targetMode().reason())
                .isEqualTo("opening it for direct I/O was refused (Invalid argument (errno 22))");
        assertCopied();
        Files.delete(target);
        TestCopy evicted = copy().by(new RefusingLinux().withoutDirect().withoutUncached());
        evicted.run(new TestControl());
        assertThat(evicted.sourceMode().access()).isEqualTo(BUFFERED_EVICTED);
        assertThat(evicted.targetMode().reason())
                .isEqualTo("opening it for direct I/O was refused (Invalid argument (errno 22));"
                        + " RWF_DONTCACHE was refused (Operation not supported (errno 95))");
        assertCopied();
    }

    @Test
    void whatIsRequiredIsNotReplaced() throws Exception {
        Leaks leaks = Leaks.since();
        TestCopy copy = copy().cache(CachePolicy.REQUIRE_DIRECT).by(new RefusingLinux().withoutDirect());
        assertThatExceptionOfType(NotFitException.class)
                .isThrownBy(() -> copy.run(new TestControl()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DIRECT_REFUSED))
                .withMessageContaining("opening it for direct I/O was refused");
        leaks.assertNone();
    }

    /** ext4 says by statx that it does no direct I/O where data go through the journal. */
    @Test
    void aFileSystemThatSaysNo() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        try (MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.EXT4)
                .mountOptions("data=journal")
                .mount()) {
            Path journalled = fs.file("target");
            TestCopy copy = TestCopy.staged(source, journalled).whole(Content.DATA);
            copy.run(new TestControl());
            assertThat(copy.targetMode().reason()).contains("the file system says that this file takes no direct I/O");
            assertThat(copy.targetMode().access()).isIn(DONTCACHE, BUFFERED_EVICTED);
            ByteCompare.assertSame(source, 0, journalled, 0, LENGTH);
            TestCopy strict =
                    TestCopy.staged(source, journalled).whole(Content.DATA).cache(CachePolicy.REQUIRE_DIRECT);
            assertThatExceptionOfType(NotFitException.class)
                    .isThrownBy(() -> strict.run(new TestControl()))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DIRECT_REFUSED));
        }
    }

    @Test
    void filesInMemoryArePageCache() throws Exception {
        Requirement.require(FileSystemKind.TMPFS);
        try (Place place = Place.on(FileSystemKind.TMPFS)) {
            TestCopy copy = TestCopy.staged(source, place.file("target")).whole(Content.DATA);
            copy.run(new TestControl());
            assertThat(copy.sourceMode().access()).isEqualTo(DIRECT);
            assertThat(copy.targetMode().toString())
                    .isEqualTo("buffered (its file system keeps files in memory: they are page cache)");
            TestCopy strict = TestCopy.staged(source, place.file("other"))
                    .whole(Content.DATA)
                    .cache(CachePolicy.REQUIRE_DIRECT);
            assertThatExceptionOfType(NotFitException.class)
                    .isThrownBy(() -> strict.run(new TestControl()))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DIRECT_REFUSED));
        }
    }

    /** Direct I/O that is accepted when it is tried and refused later, as by a device that was exchanged below. */
    private static final class LateLinux extends TestLinux {
        private final AtomicInteger reads = new AtomicInteger();
        private final AtomicInteger writes = new AtomicInteger();

        LateLinux() throws Exception {}

        @Override
        public long pread(int fd, long buffer, long count, long offset) {
            boolean direct = offset % 4096 == 0 && count >= 65536 && reads.incrementAndGet() == 5;
            return direct ? -Errno.EINVAL.number() : super.pread(fd, buffer, count, offset);
        }

        @Override
        public long pwrite(int fd, long buffer, long count, long offset) {
            boolean direct = count >= 65536 && writes.incrementAndGet() == 3;
            return direct ? -Errno.EINVAL.number() : super.pwrite(fd, buffer, count, offset);
        }
    }

    @Test
    void aLateRefusalIsAStepDown() throws Exception {
        TestCopy copy = copy().block(65536).by(new LateLinux());
        copy.run(new TestControl());
        assertThat(copy.sourceMode().access()).isEqualTo(DONTCACHE);
        assertThat(copy.sourceMode().reason()).contains("worked; a direct read at", "was refused (Invalid argument");
        assertThat(copy.targetMode().access()).isEqualTo(DONTCACHE);
        assertThat(copy.targetMode().reason()).contains("a direct write at");
        assertCopied();
    }

    @Test
    void aLateRefusalOfWhatIsRequiredIsAFailure() throws Exception {
        TestCopy copy = copy().block(65536).cache(CachePolicy.REQUIRE_DIRECT).by(new LateLinux());
        assertThatExceptionOfType(CopyException.class)
                .isThrownBy(() -> copy.run(new TestControl()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DIRECT_REFUSED))
                .satisfies(e -> assertThat(e.byteOffset()).isPresent());
    }

    @Test
    void otherFailuresSayNothingOfDirectIo() throws Exception {
        Linux failing = new TestLinux() {
            @Override
            public long pread(int fd, long buffer, long count, long offset) {
                return offset < 8192 ? -Errno.EIO.number() : super.pread(fd, buffer, count, offset);
            }
        };
        TestCopy copy = copy().by(failing);
        assertThatExceptionOfType(CopyException.class)
                .isThrownBy(() -> copy.run(new TestControl()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.READ_FAILED))
                .satisfies(e -> assertThat(e.errno()).hasValue(5))
                .satisfies(e -> assertThat(e.path()).contains(source));
        assertThat(copy.sourceMode().access()).isEqualTo(DIRECT);
    }

    @Test
    void aTransferThatOnlyReadsHasNoTarget() throws Exception {
        TestSink sink = new TestSink();
        TestCopy copy = copy().withoutTarget().digest(sink);
        copy.run(new TestControl());
        assertThat(copy.targetMode().access()).isEqualTo(NONE);
        assertThat(sink.hex()).isEqualTo(TestSink.of(Files.readAllBytes(source)));
    }

    @Test
    void examiningOnlyReads() throws Exception {
        TestCopy inPlace =
                TestCopy.of(source, DiskImages.random(target, LENGTH, 2)).whole(Content.DATA);
        byte[] before = Files.readAllBytes(target);
        Leaks leaks = Leaks.since(scratch.path());
        try (var engine = inPlace.engine()) {
            Fitness fitness = engine.examine(inPlace);
            assertThat(fitness.isFit()).isTrue();
            assertThat(fitness.source().access()).isEqualTo(DIRECT);
            assertThat(fitness.target().access()).isEqualTo(DIRECT);
        }
        leaks.assertNone();
        assertThat(Files.readAllBytes(target)).isEqualTo(before);
        assertThat(inPlace.scratchFiles()).isEmpty();
        TestCopy missing = copy();
        Files.delete(target);
        try (var engine = missing.engine()) {
            Fitness fitness = engine.examine(missing);
            assertThat(fitness.isFit()).isTrue();
            assertThat(fitness.target().reason()).contains("direct I/O is tried when the copy starts");
        }
        TestCopy refused = copy().cache(CachePolicy.REQUIRE_DIRECT).by(new RefusingLinux().withoutDirect());
        try (var engine = refused.engine()) {
            assertThat(engine.examine(refused).isFit()).isFalse();
        }
    }

    @Test
    void tryingLeavesAStagedFileAsItWas() throws Exception {
        TestCopy copy = copy();
        try (var engine = copy.engine();
                var session = engine.open(copy)) {
            assertThat(session.target().access()).isEqualTo(DIRECT);
            assertThat(io.quietcopy.testbed.Allocation.allocatedBytes(target)).isZero();
            assertThat(Files.size(target)).isEqualTo(LENGTH);
            assertThat(ByteCompare.firstNonZero(target, 0, LENGTH)).isEmpty();
        }
        Path small = scratch.file("small");
        Files.write(small, new byte[100]);
        TestCopy tiny = TestCopy.staged(small, scratch.file("tiny")).whole(Content.DATA);
        try (var engine = tiny.engine();
                var session = engine.open(tiny)) {
            assertThat(session.target().access()).isEqualTo(DIRECT);
            assertThat(tiny.scratchFiles()).hasSize(1).noneMatch(Files::exists);
            assertThat(Files.size(scratch.file("tiny"))).isEqualTo(100);
        }
    }

    @Test
    void whatWasSwappedInIsNotOpened() throws Exception {
        TestCopy copy = copy();
        Files.delete(target);
        Files.createSymbolicLink(target, Files.write(scratch.file("victim"), new byte[LENGTH]));
        assertThatExceptionOfType(CopyException.class)
                .isThrownBy(() -> copy.run(new TestControl()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_CHANGED));
        assertThat(ByteCompare.firstNonZero(scratch.file("victim"), 0, LENGTH)).isEmpty();
        Files.delete(target);
        TestCopy other = copy();
        Files.delete(source);
        assertThatExceptionOfType(CopyException.class)
                .isThrownBy(() -> other.run(new TestControl()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_MISSING));
        assertThat(new ProcessBuilder("mkfifo", source.toString()).start().waitFor())
                .isZero();
        assertThatExceptionOfType(CopyException.class)
                .isThrownBy(() -> other.run(new TestControl()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
    }
}
