package io.quietcopy.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.TestLinux;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Freeze;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.NbdStore;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Ends before the end: cancelled, failing, hanging. */
class StopTest {
    private static final int LENGTH = 32 << 20;

    /** Runs a session on a thread of its own. */
    private static CompletableFuture<CopyException> start(TransferSession session, TestControl control) {
        CompletableFuture<CopyException> end = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        session.run(control);
                        end.completeExceptionally(new AssertionError("it ended well"));
                    } catch (CopyException e) {
                        end.complete(e);
                    }
                })
                .start();
        return end;
    }

    @Test
    void aCancelledCopyEndsAtOnceAndLeavesNothing() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
            Leaks leaks = Leaks.since(scratch.path());
            TestCopy copy = TestCopy.staged(source, scratch.file("target")).whole(Content.DATA);
            TestControl control = new TestControl();
            control.onCompletion(completion -> control.cancel());
            assertThatExceptionOfType(CopyCancelledException.class).isThrownBy(() -> copy.run(control));
            assertThat(control.total()).isLessThan(LENGTH);
            assertThat(control.openPermits()).isZero();
            assertThat(copy.threads()).noneMatch(Thread::isAlive);
            Files.delete(scratch.file("target"));
            leaks.assertNone();
        }
    }

    @Test
    void anAbortedSessionDoesNothing() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
            TestCopy copy = TestCopy.staged(source, scratch.file("target")).whole(Content.DATA);
            TestControl control = new TestControl();
            try (CopyEngine engine = copy.engine();
                    TransferSession session = engine.open(copy)) {
                session.abort();
                session.abort();
                assertThatExceptionOfType(CopyCancelledException.class).isThrownBy(() -> session.run(control));
                assertThat(control.granted()).isEmpty();
            }
        }
    }

    /** Writes hang in the kernel: told within seconds, settled when they are over, and only then is anything released. */
    @Test
    void aHangIsToldAndSettled() throws Exception {
        Requirement.require(Requirement.FSFREEZE);
        Requirement.require(FileSystemKind.XFS);
        AtomicInteger unmapped = new AtomicInteger();
        ConcurrentHashMap<Integer, Boolean> closed = new ConcurrentHashMap<>();
        TestLinux watching = new TestLinux() {
            @Override
            public int unmap(long address, long length) {
                unmapped.incrementAndGet();
                return super.unmap(address, length);
            }

            @Override
            public int close(int fd) {
                closed.put(fd, true);
                return super.close(fd);
            }
        };
        try (Scratch scratch = Scratch.create();
                MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.XFS).mount()) {
            Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
            TestCopy copy = TestCopy.staged(source, fs.file("target"))
                    .whole(Content.DATA)
                    .by(watching);
            TestControl control = new TestControl();
            CopyEngine engine = copy.engine();
            TransferSession session = engine.open(copy);
            unmapped.set(0);
            closed.clear();
            CopyException failure;
            try (Freeze freeze = fs.freeze()) {
                CompletableFuture<CopyException> end = start(session, control);
                control.firstPermit.await();
                assertThat(Processes.awaitHang(ProcessHandle.current().pid(), Duration.ofSeconds(30)))
                        .isTrue();
                assertThat(end).isNotDone();
                control.cancel();
                session.abort();
                long started = System.nanoTime();
                failure = end.get(10, TimeUnit.SECONDS);
                assertThat(System.nanoTime() - started).isLessThan(TimeUnit.SECONDS.toNanos(9));
                assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
                assertThat(failure.settled()).isPresent();
                assertThat(failure.settled().get()).isNotDone();
                session.close();
                assertThat(unmapped).hasValue(0);
                assertThat(closed).isEmpty();
                freeze.thaw();
            }
            failure.settled().get().get(10, TimeUnit.SECONDS);
            for (Thread thread : copy.threads()) {
                thread.join(5000);
                assertThat(thread.isAlive()).isFalse();
            }
            assertThat(unmapped.get()).isPositive();
            assertThat(closed).hasSizeGreaterThanOrEqualTo(4);
            engine.close();
        }
    }

    @Test
    void aSourceThatStopsAnsweringIsToldToo() throws Exception {
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        try (Scratch scratch = Scratch.create()) {
            Path backing = DiskImages.random(scratch.file("backing"), LENGTH, 1);
            try (NbdStore store = NbdStore.over(backing).start()) {
                TestCopy copy =
                        TestCopy.staged(store.file(), scratch.file("target")).whole(Content.DATA);
                TestControl control = new TestControl();
                try (CopyEngine engine = copy.engine();
                        TransferSession session = engine.open(copy)) {
                    store.pause();
                    CompletableFuture<CopyException> end = start(session, control);
                    control.firstPermit.await();
                    Thread.sleep(200);
                    control.cancel();
                    session.abort();
                    CopyException failure = end.get(10, TimeUnit.SECONDS);
                    assertThat(failure.settled()).isPresent();
                    store.resume();
                    failure.settled().get().get(10, TimeUnit.SECONDS);
                }
                for (Thread thread : copy.threads()) {
                    thread.join(5000);
                    assertThat(thread.isAlive()).isFalse();
                }
            }
        }
    }

    @Test
    void aSourceThatShrinksInventsNothing() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
            TestCopy copy = TestCopy.staged(source, scratch.file("target"))
                    .whole(Content.DATA)
                    .block(1 << 20);
            long cut = LENGTH / 2 + 777;
            try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
                file.setLength(cut);
            }
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> copy.run(new TestControl()))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_SHRANK))
                    .satisfies(e -> assertThat(e.byteOffset()).hasValue(cut));
            assertThat(io.quietcopy.testbed.ByteCompare.firstNonZero(scratch.file("target"), cut, LENGTH - cut))
                    .isEmpty();
        }
    }

    @Test
    void aFullFileSystemIsTold() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Path source = DiskImages.random(scratch.file("source"), 100 << 20, 1);
            TestCopy copy = TestCopy.staged(source, fs.file("target")).whole(Content.DATA);
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> copy.run(new TestControl()))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE))
                    .satisfies(e -> assertThat(e.errno()).hasValue(28))
                    .satisfies(e -> assertThat(e.path()).contains(fs.file("target")));
        }
    }

    @Test
    void aFailedWriteBackIsAFailedTransfer() throws Exception {
        TestLinux failing = new TestLinux() {
            @Override
            public int open(Path path, int flags) {
                return (flags & direct()) != 0 ? -Errno.EINVAL.number() : super.open(path, flags);
            }

            @Override
            public int syncFileRange(int fd, long offset, long length, int flags) {
                return flags == SYNC_FILE_RANGE_WRITE ? 0 : -Errno.EIO.number();
            }
        };
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
            TestCopy copy = TestCopy.staged(source, scratch.file("target"))
                    .whole(Content.DATA)
                    .by(failing);
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> copy.run(new TestControl()))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FLUSH_FAILED));
        }
    }

    @Test
    void aFailedCloseOfTheTargetIsAFailure() throws Exception {
        AtomicInteger targetFd = new AtomicInteger(-1);
        TestLinux failing = new TestLinux() {
            @Override
            public int open(Path path, int flags) {
                int fd = super.open(path, flags);
                if (path.endsWith("target") && (flags & direct()) == 0 && (flags & O_WRONLY) != 0) {
                    targetFd.set(fd);
                }
                return fd;
            }

            @Override
            public int close(int fd) {
                int result = super.close(fd);
                return fd == targetFd.get() ? -Errno.EIO.number() : result;
            }
        };
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), 1 << 20, 1);
            TestCopy copy = TestCopy.staged(source, scratch.file("target"))
                    .whole(Content.DATA)
                    .by(failing);
            assertThatExceptionOfType(CopyException.class)
                    .isThrownBy(() -> copy.run(new TestControl()))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.WRITE_FAILED))
                    .withMessageContaining("clos");
        }
    }

    @Test
    void shortCallsAndSignalsAreNormal() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        TestLinux awkward = new TestLinux() {
            @Override
            public long pread(int fd, long buffer, long count, long offset) {
                int call = calls.incrementAndGet();
                if (call % 7 == 3) {
                    return -Errno.EINTR.number();
                }
                return super.pread(fd, buffer, call % 5 == 1 && count > 8192 ? count / 8192 * 4096 : count, offset);
            }

            @Override
            public long pwrite(int fd, long buffer, long count, long offset) {
                int call = calls.incrementAndGet();
                if (call % 6 == 2) {
                    return -Errno.EAGAIN.number();
                }
                return super.pwrite(fd, buffer, call % 5 == 1 && count > 8192 ? count / 8192 * 4096 : count, offset);
            }
        };
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), 8_000_001, 1);
            TestCopy copy = TestCopy.staged(source, scratch.file("target"))
                    .whole(Content.DATA)
                    .by(awkward);
            copy.run(new TestControl());
            assertThat(copy.sourceMode().access()).isEqualTo(io.quietcopy.SideMode.Access.DIRECT);
            io.quietcopy.testbed.ByteCompare.assertSame(source, 0, scratch.file("target"), 0, 8_000_001);
        }
    }

    @Test
    void interruptsDoNotReachTheTransfer() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
            TestCopy copy = TestCopy.staged(source, scratch.file("target")).whole(Content.DATA);
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                Thread.currentThread().interrupt();
                try {
                    copy.run(new TestControl());
                    interrupted.complete(Thread.currentThread().isInterrupted());
                } catch (CopyException e) {
                    interrupted.complete(Thread.currentThread().isInterrupted() && e.code() == ErrorCode.CANCELLED);
                }
            });
            caller.start();
            assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
