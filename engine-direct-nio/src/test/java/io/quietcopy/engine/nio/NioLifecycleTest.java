package io.quietcopy.engine.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.TargetState;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Freeze;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.NbdStore;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Beginning and end of sessions: cancel, interrupt, hang, concurrency, what is left behind. */
class NioLifecycleTest {
    private static final long MIB = 1 << 20;

    private final TestControl control = new TestControl();
    private Scratch scratch;
    private Leaks leaks;

    @BeforeEach
    void setUp() throws IOException {
        scratch = Scratch.create();
        Allocation.allocatedBytes(scratch.path()); // loads JNA, which keeps a descriptor
        LoggerFactory.getLogger(NioLifecycleTest.class).debug("opens the log");
        leaks = Leaks.since();
    }

    @AfterEach
    void tearDown() throws IOException {
        if (scratch != null) {
            scratch.close();
            leaks.assertNone();
        }
    }

    private static <T> FutureTask<T> inThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "copy");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static CopyException failure(FutureTask<?> task) {
        return (CopyException) catchThrowableOfType(ExecutionException.class, () -> task.get(30, TimeUnit.SECONDS))
                .getCause();
    }

    @Test
    void abortEndsItWithinASecond() throws Exception {
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        Path source = DiskImages.random(scratch.file("source"), 64 * MIB, 1);
        Path backing = DiskImages.random(scratch.file("backing"), 64 * MIB, 2);
        try (NbdStore slow = NbdStore.over(backing)
                .writeBack(false)
                .delays(Duration.ZERO, Duration.ofMillis(20))
                .start()) {
            CountDownLatch moving = new CountDownLatch(3);
            control.onCompletion(completion -> moving.countDown());
            TestCopy copy = TestCopy.of(source, slow.file()).whole(Content.DATA);
            try (CopyEngine engine = TestCopy.engine();
                    TransferSession session = engine.open(copy)) {
                FutureTask<TransferResult> run = inThread(() -> session.run(control));
                assertThat(moving.await(30, TimeUnit.SECONDS)).isTrue();

                long start = System.nanoTime();
                session.abort();
                assertThat(failure(run)).isInstanceOf(CopyCancelledException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            }
            assertThat(control.openPermits()).isZero();
            control.covered().forEach((from, to) -> {
                try {
                    ByteCompare.assertSame(source, from, backing, from, to - from);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    /** An interrupt in a FileChannel would close it for all threads. */
    @Test
    void interruptsOfItsThreadsDoNotMatter() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 64 * MIB, 1);
        TestCopy copy = TestCopy.staged(source, scratch.file("target")).whole(Content.DATA);
        control.onCompletion(completion -> copy.threads().forEach(Thread::interrupt));

        copy.run(control);

        ByteCompare.assertSame(source, scratch.file("target"));
    }

    @Test
    void anInterruptOfTheCallerIsAStop() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 64 * MIB, 1);
        TestCopy copy = TestCopy.staged(source, scratch.file("target")).whole(Content.DATA);
        Thread me = Thread.currentThread();
        control.onCompletion(completion -> me.interrupt());

        CopyException e = catchThrowableOfType(CopyException.class, () -> copy.run(control));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e).isInstanceOf(CopyCancelledException.class);
        assertThat(copy.threads()).noneMatch(Thread::isAlive);
    }

    @Test
    void aWriteThatHangsIsReported() throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        Path source = DiskImages.random(scratch.file("source"), 8 * MIB, 1);
        try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            TestCopy copy = TestCopy.staged(source, place.file("target")).whole(Content.DATA);
            CopyException e;
            try (CopyEngine engine = TestCopy.engine()) {
                TransferSession session = engine.open(copy);
                try (Freeze freeze = place.freeze()) {
                    try (session) {
                        FutureTask<TransferResult> run = inThread(() -> session.run(control));
                        awaitSystemCall();
                        session.abort();
                        e = failure(run);
                    }
                    assertThat(freeze.frozen()).isTrue();
                    assertThat(e).isInstanceOf(CopyCancelledException.class);
                    assertThat(e.settled()).isPresent();
                    assertThat(e.settled().get()).isNotDone();
                }
            }
            assertThat(e.settled().get().get(30, TimeUnit.SECONDS)).isEqualTo(TargetState.PARTIAL);
            for (Thread thread : copy.threads()) {
                thread.join(5000);
            }
            assertThat(copy.threads()).noneMatch(Thread::isAlive);
            assertThat(control.openPermits()).isZero();
        }
    }

    /** Waits until a thread of the engine is in pread64 or pwrite64 and stays there. */
    private static void awaitSystemCall() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String before;
        String now = "";
        do {
            before = now;
            // The kernel sends no event for this.
            Thread.sleep(20);
            now = callUnderWay();
        } while (System.nanoTime() - end < 0 && (now.isEmpty() || !now.equals(before)));
        assertThat(now).isNotEmpty();
    }

    private static String callUnderWay() throws IOException {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                String call = Files.readString(task.resolve("syscall"));
                // Of x86-64 and of aarch64.
                if (Files.readString(task.resolve("comm")).startsWith("quietcopy-test")
                        && call.matches("(?s)(17|18|67|68) .*")) {
                    return call;
                }
            }
        }
        return "";
    }

    @Test
    void aReadThatHangsIsReported() throws Exception {
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        Path backing = DiskImages.random(scratch.file("backing"), 8 * MIB, 2);
        try (NbdStore store = NbdStore.over(backing).writeBack(false).start()) {
            TestCopy copy =
                    TestCopy.staged(store.file(), scratch.file("target")).whole(Content.DATA);
            CopyException e;
            try (CopyEngine engine = TestCopy.engine();
                    TransferSession session = engine.open(copy)) {
                store.pause();
                FutureTask<TransferResult> run = inThread(() -> session.run(control));
                awaitSystemCall();
                control.cancel();
                e = failure(run);
            }
            assertThat(e.settled()).isPresent();
            assertThat(e.settled().get()).isNotDone();
            store.resume();
            assertThat(e.settled().get().get(30, TimeUnit.SECONDS)).isEqualTo(TargetState.PARTIAL);
            for (Thread thread : copy.threads()) {
                thread.join(5000);
            }
        }
    }

    @Test
    void manySessionsRunAtOnce() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 8 * MIB + 99, 1);
        List<FutureTask<TransferResult>> runs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            TestCopy copy = TestCopy.staged(source, scratch.file("target" + i)).whole(Content.UNKNOWN);
            runs.add(inThread(() -> copy.run(new TestControl())));
        }
        for (FutureTask<TransferResult> run : runs) {
            run.get(60, TimeUnit.SECONDS);
        }
        for (int i = 0; i < 12; i++) {
            ByteCompare.assertSame(source, scratch.file("target" + i));
        }
    }

    /** A leak of one window in each copy would be a gibibyte. */
    @Test
    void aThousandCopiesLeaveNothing() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), MIB + 1, 1);
        Path target = scratch.file("target");
        long before = residentBytes();
        for (int i = 0; i < 1000; i++) {
            TestCopy copy = TestCopy.staged(source, target).whole(Content.DATA);
            TestControl one = new TestControl();
            if (i % 10 == 0) {
                one.onCompletion(completion -> one.cancel());
                assertThat(catchThrowableOfType(CopyException.class, () -> copy.run(one)))
                        .isNotNull();
            } else {
                copy.run(one);
            }
            assertThat(one.openPermits()).isZero();
        }
        assertThat(residentBytes() - before).isLessThan(400 * MIB);
        try (Stream<Path> files = Files.list(scratch.path())) {
            assertThat(files).containsExactlyInAnyOrder(source, target);
        }
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
