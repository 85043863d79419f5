package io.quietcopy.engine.dd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetState;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Freeze;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.NbdStore;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beginning and end of sessions: cancel, interrupt, kill, hang, concurrency, the device's lock. */
class DdLifecycleTest {
    private static final long MIB = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Stands for a dd that takes for ever as soon as it writes to the target. */
    private static final String STUCK = """
            case "$*" in *seek=*count=4194304*|*count=4194304*seek=*) exec sleep 1000 ;; esac
            exec dd "$@"
            """;

    private Scratch scratch;
    private Leaks leaks;
    private final TestControl control = new TestControl();

    @BeforeEach
    void setUp() throws IOException {
        Requirement.require(Requirement.GNU_DD);
        scratch = Scratch.create();
        Allocation.allocatedBytes(scratch.path()); // loads JNA, which keeps a descriptor
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

    private static CopyException failure(FutureTask<?> task) throws Exception {
        return (CopyException) catchThrowableOfType(
                        java.util.concurrent.ExecutionException.class, () -> task.get(30, TimeUnit.SECONDS))
                .getCause();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5})
    void abortEndsACopyWithinASecondAndLeavesNoProcess(long shift) throws Exception {
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        Path source = DiskImages.random(scratch.file("source"), 64 * MIB, 1);
        Path backing = DiskImages.random(scratch.file("backing"), 64 * MIB, 2);
        try (NbdStore slow = NbdStore.over(backing)
                .writeBack(false)
                .delays(Duration.ZERO, Duration.ofMillis(40))
                .start()) {
            List<Long> others = Processes.descendants();
            CountDownLatch moving = new CountDownLatch(3);
            control.onCompletion(completion -> moving.countDown());
            TestCopy copy = TestCopy.of(source, slow.file()).extent(shift, 0, 63 * MIB, Content.DATA);
            try (var engine = copy.engine();
                    var session = engine.open(copy)) {
                FutureTask<TransferResult> run = inThread(() -> session.run(control));
                // Progress within one segment: there is one permit only.
                assertThat(moving.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(control.granted()).hasSize(1);

                long start = System.nanoTime();
                session.abort();
                assertThat(failure(run)).isInstanceOf(CopyCancelledException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
                session.abort();
            }
            assertThat(Processes.descendants()).isEqualTo(others);
            assertThat(control.openPermits()).isZero();
            assertThat(control.total()).isBetween(1L, 62 * MIB);
            ByteCompare.assertSame(source, shift, backing, 0, control.total());
        }
    }

    @Test
    void theControlsCancelIsSeenInTheMiddleOfASegment() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 4 * MIB, 1);
        TestCopy copy = TestCopy.staged(source, scratch.file("target"))
                .executable(FakeDd.write(scratch.file("dd"), STUCK).toString())
                .whole(Content.DATA);
        FutureTask<TransferResult> run = inThread(() -> copy.run(control));
        control.firstPermit.await();
        control.cancel();
        assertThat(failure(run).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(copy.threads()).noneMatch(Thread::isAlive);
    }

    @Test
    void abortBeforeTheRunEndsIt() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        TestCopy copy = TestCopy.staged(source, scratch.file("target")).whole(Content.DATA);
        try (var engine = copy.engine();
                var session = engine.open(copy)) {
            session.abort();
            assertThat(catchThrowableOfType(CopyException.class, () -> session.run(control))
                            .code())
                    .isEqualTo(ErrorCode.CANCELLED);
        }
        assertThat(control.granted()).isEmpty();
    }

    @Test
    void anInterruptEndsTheCopyAndTheFlagIsKept() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 4 * MIB, 1);
        TestCopy copy = TestCopy.staged(source, scratch.file("target"))
                .executable(FakeDd.write(scratch.file("dd"), STUCK).toString())
                .whole(Content.DATA);
        CountDownLatch flagged = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            CopyException failure = catchThrowableOfType(CopyException.class, () -> copy.run(control));
            if (failure.code() == ErrorCode.CANCELLED && Thread.interrupted()) {
                flagged.countDown();
            }
        });
        thread.start();
        control.firstPermit.await();
        thread.interrupt();
        assertThat(flagged.await(10, TimeUnit.SECONDS)).isTrue();
        thread.join();
        assertThat(copy.threads()).noneMatch(Thread::isAlive);
    }

    @Test
    void whoIgnoresTermIsKilledWithItsChildren() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 4 * MIB, 1);
        List<Long> others = Processes.descendants();
        Path dd = FakeDd.write(scratch.file("dd"), """
                trap '' TERM
                case "$*" in *count=4194304*) sleep 1000; exit 1 ;; esac
                exec dd "$@"
                """);
        TestCopy copy = TestCopy.staged(source, scratch.file("target"))
                .executable(dd.toString())
                .whole(Content.DATA);
        FutureTask<TransferResult> run = inThread(() -> copy.run(control));
        control.firstPermit.await();
        control.cancel();
        assertThat(failure(run).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(Processes.descendants()).isEqualTo(others);
    }

    @Test
    void aDdThatHangsInTheKernelIsReported() throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        Path source = DiskImages.random(scratch.file("source"), 40 * MIB, 1);
        try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            // Zeroes, so that nothing but the write can hang.
            TestCopy copy = TestCopy.staged(source, place.file("target"))
                    .zeroes(ZeroPolicy.WRITE)
                    .whole(Content.ZERO);
            CopyException failure;
            try (var engine = copy.engine();
                    var session = engine.open(copy);
                    Freeze freeze = place.freeze()) {
                FutureTask<TransferResult> run = inThread(() -> session.run(control));
                control.firstPermit.await();
                long dd = awaitDescendant(place.file("target"));
                assertThat(Processes.awaitHang(dd, SOON)).isTrue();
                long start = System.nanoTime();
                session.abort();
                failure = failure(run);
                assertThat(failure.code()).isEqualTo(ErrorCode.WRITE_FAILED);
                assertThat(failure.problem()).contains("process " + dd).contains("hangs in the kernel");
                assertThat(failure.settled()).isPresent();
                assertThat(failure.settled().get()).isNotDone();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(7));
                freeze.thaw();
            }
            assertThat(failure.settled().get().get(10, TimeUnit.SECONDS)).isEqualTo(TargetState.PARTIAL);
        }
    }

    /** Waits for a process that has the file open. */
    private static long awaitDescendant(Path file) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() - end < 0) {
            for (long pid : Processes.descendants()) {
                if (Processes.descriptors(pid).containsValue(file.toString())) {
                    return pid;
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("nobody opens " + file);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void aKilledJvmLeavesNoProcess(int shift) throws Exception {
        Requirement.require(Requirement.LOOP, Requirement.SETPRIV);
        Path source = DiskImages.random(scratch.file("source"), 5 * MIB, 1);
        Path backing = DiskImages.random(scratch.file("backing"), 4 * MIB, 2);
        Path dd = FakeDd.write(scratch.file("dd"), STUCK);
        try (LoopDevice target = LoopDevice.attach(backing, 512)) {
            Process jvm = CopyProcess.of(source, target.path(), dd, shift)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                // The holder of the device's lock and the stuck writer; in a relay the reader too.
                int expected = shift == 0 ? 2 : 3;
                List<Long> children = awaitChildren(jvm, expected);
                jvm.destroyForcibly().waitFor();
                assertThat(children).hasSize(expected).allMatch(pid -> Processes.awaitEnd(pid, SOON));
            } finally {
                jvm.destroyForcibly().waitFor();
            }
        }
    }

    private static List<Long> awaitChildren(Process jvm, int expected) {
        long end = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() - end < 0 && jvm.isAlive()) {
            List<Long> children = Processes.descendants(jvm.pid());
            boolean stuck =
                    children.stream().anyMatch(pid -> Processes.commandLine(pid).contains("sleep"));
            if (stuck && children.size() == expected) {
                return children;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("children: "
                + Processes.descendants(jvm.pid()).stream()
                        .map(Processes::commandLine)
                        .toList());
    }

    @Test
    void aDeviceIsLockedWhileItIsWritten() throws Exception {
        Requirement.require(Requirement.LOOP);
        Path source = DiskImages.random(scratch.file("source"), 4 * MIB, 1);
        Path backing = DiskImages.random(scratch.file("backing"), 4 * MIB, 2);
        try (LoopDevice target = LoopDevice.attach(backing, 4096)) {
            TestCopy copy = TestCopy.of(source, target.path()).whole(Content.DATA);
            try (var engine = copy.engine();
                    var session = engine.open(copy)) {
                assertThat(flock(target.path(), "true").waitFor()).isEqualTo(1);
                assertThat(session.run(control).notes()).isEmpty();
            }
            assertThat(flock(target.path(), "true").waitFor()).isZero();

            Process neighbour = flock(target.path(), "cat");
            try {
                neighbour.getOutputStream().write('x');
                neighbour.getOutputStream().flush();
                assertThat(neighbour.getInputStream().read()).isEqualTo('x');
                assertThat(copy.run(new TestControl()).notes())
                        .singleElement()
                        .asString()
                        .contains("somebody else");
            } finally {
                neighbour.getOutputStream().close();
                neighbour.waitFor();
            }
            ByteCompare.assertSame(source, target.path());
        }
    }

    private static Process flock(Path device, String command) throws IOException {
        return new ProcessBuilder("flock", "--nonblock", "--no-fork", device.toString(), command).start();
    }

    @Test
    void aPartitionLocksItsDisk() throws Exception {
        Requirement.require(Requirement.LOOP, Requirement.PARTITIONS);
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        Path backing = DiskImages.random(scratch.file("backing"), 8 * MIB, 2);
        try (LoopDevice disk =
                LoopDevice.over(backing).partition(2 * MIB, 2 * MIB).attach()) {
            Path partition = disk.partitions().get(0);
            TestCopy copy = TestCopy.of(source, partition).whole(Content.DATA);
            try (var engine = copy.engine();
                    var session = engine.open(copy)) {
                assertThat(flock(disk.path(), "true").waitFor()).isEqualTo(1);
                session.run(control);
            }
            ByteCompare.assertSame(source, 0, partition, 0, MIB);
        }
    }

    @Test
    void oneEngineRunsManySessionsAtOnce() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 5 * MIB + 100, 1);
        try (var engine = TestCopy.of(source, source).engine()) {
            List<FutureTask<Path>> copies = java.util.stream.IntStream.range(0, 4)
                    .mapToObj(i -> inThread(() -> {
                        Path target = scratch.file("target" + i);
                        TestCopy copy =
                                TestCopy.staged(source, target).whole(i % 2 == 0 ? Content.DATA : Content.UNKNOWN);
                        try (var session = engine.open(copy)) {
                            session.run(new TestControl());
                        }
                        return target;
                    }))
                    .toList();
            for (FutureTask<Path> copy : copies) {
                ByteCompare.assertSame(source, copy.get(60, TimeUnit.SECONDS));
            }
        }
    }
}
