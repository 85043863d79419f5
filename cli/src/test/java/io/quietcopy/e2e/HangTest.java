package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.Copier;
import io.quietcopy.CopyException;
import io.quietcopy.CopyListener;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyProgress;
import io.quietcopy.CopyRequest;
import io.quietcopy.CopyTask;
import io.quietcopy.ErrorCode;
import io.quietcopy.Pace;
import io.quietcopy.TargetMode;
import io.quietcopy.TargetState;
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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Storage that hangs in the kernel while an engine's child processes, which nobody can kill then, are at work: the caller is
 * answered in time, nothing is published, and nothing is left once the storage has come back.
 */
@EachEngine
@Timeout(120)
class HangTest {
    /** One second by contract; the rest is for a machine that is busy with other tests. */
    private static final Duration ANSWERED = Duration.ofMillis(2500);

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long LENGTH = 24 * Copies.MIB;
    private static final long MIDDLE = 2 * Copies.MIB;
    private static final String OLD = "what was there before";

    private final String engine;
    private Scratch scratch;
    private MountedFileSystem below;
    private MountedFileSystem place;
    private volatile Freeze freeze;

    HangTest(String engine) {
        this.engine = engine;
    }

    /** Where a copy hangs. A source of zeroes needs no write, so that the first call to hang is a later one. */
    enum Moment {
        STAGE(CopyPhase.STAGE, false, false),
        WRITING(CopyPhase.TRANSFER, false, false),
        WRITING_TO_A_HUNG_DISK(CopyPhase.TRANSFER, true, false),
        FLUSH(CopyPhase.FLUSH, true, true),
        PUBLISH(CopyPhase.PUBLISH, false, true);

        private final CopyPhase phase;
        private final boolean freezesBelow;
        private final boolean zeroes;

        Moment(CopyPhase phase, boolean freezesBelow, boolean zeroes) {
            this.phase = phase;
            this.freezesBelow = freezesBelow;
            this.zeroes = zeroes;
        }
    }

    /** Why a copy that hangs ends. */
    enum Stop {
        CANCEL(ErrorCode.CANCELLED),
        INTERRUPT(ErrorCode.INTERRUPTED),
        STALL(ErrorCode.STALLED),
        DEADLINE(ErrorCode.DEADLINE_EXCEEDED);

        private static final Duration STALL_TIMEOUT = Duration.ofSeconds(1);
        private static final Duration DEADLINE_AFTER = Duration.ofSeconds(3);

        private final ErrorCode code;

        Stop(ErrorCode code) {
            this.code = code;
        }

        private void prepare(CopyRequest.Builder request) {
            if (this == STALL) {
                request.stallTimeout(STALL_TIMEOUT);
            } else if (this == DEADLINE) {
                request.deadline(DEADLINE_AFTER);
            }
        }

        /** Returns how long the answer may take from now on. */
        private Duration happen(Caller caller) {
            switch (this) {
                case CANCEL -> caller.task.cancel();
                case INTERRUPT -> caller.thread.interrupt();
                case STALL -> {
                    return ANSWERED.plus(STALL_TIMEOUT);
                }
                case DEADLINE -> {
                    return ANSWERED.plus(DEADLINE_AFTER);
                }
            }
            return ANSWERED;
        }
    }

    @BeforeEach
    void setUp() throws IOException {
        Copies.require(engine, FileSystemKind.EXT4.requirements());
        Requirement.require(Requirement.FSFREEZE);
        scratch = Scratch.create();
        below = MountedFileSystem.of(FileSystemKind.EXT4)
                .sizeBytes(160 * Copies.MIB)
                .mount();
        place = MountedFileSystem.of(FileSystemKind.EXT4).imageIn(below.path()).mount();
    }

    @AfterEach
    void tearDown() throws Exception {
        try {
            thaw();
        } finally {
            closeAll(place, below, scratch);
        }
    }

    private static void closeAll(AutoCloseable... opened) throws Exception {
        Exception failure = null;
        for (AutoCloseable one : opened) {
            try {
                if (one != null) {
                    one.close();
                }
            } catch (Exception e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void freeze(MountedFileSystem which) throws IOException {
        freeze = which.freeze(LIMIT.plus(LIMIT));
    }

    private void thaw() {
        if (freeze != null) {
            freeze.thaw();
        }
    }

    private CopyRequest.Builder slow(Path source, Path target) {
        return CopyRequest.from(source, target).engines(engine).pace(Copies.mibPerSecond(8));
    }

    private Path source(boolean zeroes) throws IOException {
        Path source = scratch.file("source");
        return zeroes ? DiskImages.allocateSparse(source, LENGTH) : DiskImages.random(source, LENGTH, 1);
    }

    @ParameterizedTest(name = "{0} hangs, {1}")
    @CsvSource({
        "STAGE, CANCEL",
        "WRITING, CANCEL",
        "WRITING, INTERRUPT",
        "WRITING, STALL",
        "WRITING, DEADLINE",
        "WRITING_TO_A_HUNG_DISK, CANCEL",
        "FLUSH, CANCEL",
        "PUBLISH, CANCEL"
    })
    void theCallerIsAnsweredAndNothingIsPublishedOrLeft(Moment moment, Stop stop) throws Exception {
        Path target = place.file("target");
        CopyRequest.Builder request = slow(source(moment.zeroes), target);
        stop.prepare(request);
        Leaks leaks = Copies.leaks();
        try (Copier copier = Copies.copier()) {
            Caller caller = new Caller(copier, request.build());
            if (moment == Moment.STAGE) {
                freeze(place);
                caller.start(CopyListener.NONE);
            } else {
                caller.freezeMidway(moment.freezesBelow ? below : place);
            }
            if (stop == Stop.CANCEL || stop == Stop.INTERRUPT) {
                awaitHang();
            }

            CopyException e = caller.failure(stop.happen(caller));

            assertThat(e.code()).isEqualTo(stop.code);
            assertThat(e.phase()).contains(moment.phase);
            assertThat(e.targetState()).isEqualTo(TargetState.STILL_BEING_WRITTEN);
            assertThat(caller.interrupted).isEqualTo(stop == Stop.INTERRUPT);
            assertThat(target).doesNotExist();
            assertThat(e.settled().orElseThrow()).isNotDone();
            thaw();
            assertThat(e.settled().get().get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isIn(TargetState.REMOVED, TargetState.UNTOUCHED);
        }
        leaks.assertNone();
        assertThat(Copies.names(place.path())).isEmpty();
    }

    @Test
    void theFileThatWasToBeReplacedStays() throws Exception {
        Path target = Files.writeString(place.file("target"), OLD);
        Leaks leaks = Copies.leaks();
        try (Copier copier = Copies.copier()) {
            Caller caller = new Caller(
                    copier, slow(source(false), target).mode(TargetMode.REPLACE).build());
            caller.freezeMidway(place);
            awaitHang();

            CopyException e = caller.failure(Stop.CANCEL.happen(caller));

            assertThat(e.targetState()).isEqualTo(TargetState.STILL_BEING_WRITTEN);
            thaw();
            assertThat(e.settled().orElseThrow().get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(TargetState.UNTOUCHED);
        }
        leaks.assertNone();
        assertThat(target).hasContent(OLD);
        assertThat(Copies.names(place.path())).containsExactly("target");
    }

    /** The engine gives its child up when not even KILL helps, and the library waits for it all the same. */
    @Test
    void aDeviceThatHangsLongIsWrittenInPart() throws Exception {
        Path backing = DiskImages.random(below.file("backing"), LENGTH, 2);
        Copies.evict(backing);
        Leaks leaks = Copies.leaks();
        try (LoopDevice device = LoopDevice.attach(backing, 512);
                Copier copier = Copies.copier()) {
            Caller caller = new Caller(
                    copier,
                    slow(source(false), device.path()).mode(TargetMode.IN_PLACE).build());
            caller.freezeMidway(below);
            awaitHang();

            CopyException e = caller.failure(Stop.CANCEL.happen(caller));

            assertThat(e.targetState()).isEqualTo(TargetState.STILL_BEING_WRITTEN);
            await(() -> Thread.getAllStackTraces().values().stream()
                    .anyMatch(stack -> Arrays.stream(stack)
                            .map(StackTraceElement::getMethodName)
                            .anyMatch("abandoned"::equals)));
            assertThat(e.settled().orElseThrow()).isNotDone();
            thaw();
            assertThat(e.settled().get().get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(TargetState.PARTIAL);
        }
        leaks.assertNone();
    }

    @Test
    void aSourceThatHangsDoesNotHoldTheCaller() throws Exception {
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        Path target = place.file("target");
        Path backing = source(false);
        try (NbdStore store = NbdStore.over(backing).writeBack(false).start()) {
            Leaks leaks = Copies.leaks();
            try (Copier copier = Copies.copier()) {
                Caller caller = new Caller(copier, slow(store.file(), target).build());
                caller.actMidway(store::pause);
                awaitHang();

                CopyException e = caller.failure(Stop.CANCEL.happen(caller));

                assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
                assertThat(e.targetState()).isEqualTo(TargetState.STILL_BEING_WRITTEN);
                store.resume();
                assertThat(e.settled().orElseThrow().get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo(TargetState.REMOVED);
            } finally {
                store.resume();
            }
            leaks.assertNone();
        }
        assertThat(Copies.names(place.path())).isEmpty();
    }

    /** Waits until one process, this one or a child, has hung for a fifth of a second; shorter waits are ordinary. */
    private static void awaitHang() {
        long[] seen = new long[2];
        await(() -> {
            long hung = Processes.hangs(ProcessHandle.current().pid())
                    ? ProcessHandle.current().pid()
                    : Processes.descendants().stream()
                            .filter(Processes::hangs)
                            .findFirst()
                            .orElse(0L);
            seen[1] = hung != 0 && hung == seen[0] ? seen[1] + 1 : 0;
            seen[0] = hung;
            return seen[1] * Copies.PAUSE.toMillis() >= 200;
        });
    }

    private static void await(BooleanSupplier condition) {
        assertThat(Copies.await(LIMIT, condition)).isTrue();
    }

    /** Something that is done in the middle of a copy. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    /** Waits for a copy on a thread of its own. */
    private final class Caller {
        private final Copier copier;
        private final CopyRequest request;
        private final FutureTask<CopyException> result = new FutureTask<>(this::await);
        private final Thread thread = new Thread(result, "testbed-caller");
        private CopyTask task;
        private volatile boolean interrupted;

        Caller(Copier copier, CopyRequest request) {
            this.copier = copier;
            this.request = request;
        }

        void start(CopyListener listener) {
            task = copier.start(request, listener);
            thread.start();
        }

        void freezeMidway(MountedFileSystem which) throws InterruptedException {
            actMidway(() -> freeze(which));
        }

        /** Returns when it is done; the copy then goes on as fast as it can. */
        void actMidway(Action action) throws InterruptedException {
            CountDownLatch acted = new CountDownLatch(1);
            start(new CopyListener() {
                @Override
                public void progressed(CopyProgress progress) {
                    boolean midway = progress.phase() == CopyPhase.TRANSFER && progress.doneBytes() >= MIDDLE;
                    if (!midway || acted.getCount() == 0) {
                        return;
                    }
                    try {
                        action.run();
                        acted.countDown();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
            assertThat(acted.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            task.changePace(Pace.full());
        }

        private CopyException await() {
            try {
                task.await();
                return null;
            } catch (CopyException e) {
                return e;
            } finally {
                interrupted = Thread.currentThread().isInterrupted();
            }
        }

        CopyException failure(Duration limit) throws Exception {
            CopyException failure = result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(failure).as("the copy must not succeed").isNotNull();

            thread.join();
            return failure;
        }
    }
}
