package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.quietcopy.plain.PlainEngine;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.testbed.ByteCompare;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancellation, interrupt, deadline, stall, and what they leave behind. */
@Timeout(60)
class CopierStopTest extends CopierTestSupport {
    private static final Duration ANSWERED = Duration.ofSeconds(5);

    /** Stops at its first block until it is told to go on or to stop. */
    private static final class Waiting extends PlainEngine {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        private final boolean heedsAbort;

        Waiting(boolean heedsAbort) {
            this.heedsAbort = heedsAbort;
        }

        @Override
        protected void atBlock(long targetOffset, TransferControl control) throws IOException {
            reached.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        protected void atAbort() {
            if (heedsAbort) {
                goOn.countDown();
            }
        }
    }

    @Test
    void aCancelledCopyEndsAndLeavesNothing() throws Exception {
        Waiting engine = new Waiting(true);
        try (Copier copier = copier(engine)) {
            CopyTask task = copier.start(CopyRequest.from(source, target).build(), CopyListener.NONE);
            engine.reached.await();
            task.cancel();
            task.cancel();
            assertThatThrownBy(task::await)
                    .isInstanceOf(CopyCancelledException.class)
                    .asInstanceOf(type(CopyException.class))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
                        assertThat(e.targetState()).isEqualTo(TargetState.REMOVED);
                    });
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void anInterruptedCallerGetsItsAnswerAndKeepsItsFlag() throws Exception {
        Waiting engine = new Waiting(true);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        try (Copier copier = copier(engine)) {
            Thread caller = new Thread(() -> {
                try {
                    copier.copy(CopyRequest.from(source, target).build());
                } catch (CopyException e) {
                    thrown.set(e);
                }
                flag.set(Thread.currentThread().isInterrupted());
            });
            caller.start();
            engine.reached.await();
            caller.interrupt();
            caller.join();
        }
        assertThat(thrown.get()).isInstanceOf(CopyCancelledException.class);
        assertThat(((CopyException) thrown.get()).code()).isEqualTo(ErrorCode.INTERRUPTED);
        assertThat(flag.get()).isTrue();
        assertThat(others()).isEmpty();
    }

    @Test
    void aDeadlineEndsACopyThatHeedsIt() throws Exception {
        try (Copier copier = copier(new Waiting(true))) {
            assertThatThrownBy(() -> copier.copy(CopyRequest.from(source, target)
                            .deadline(Duration.ofMillis(300))
                            .build()))
                    .asInstanceOf(type(CopyException.class))
                    .satisfies(e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
                        assertThat(e.targetState()).isEqualTo(TargetState.REMOVED);
                    });
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void aStallIsFoundAndTheCallerIsAnsweredAlthoughTheEngineHangs() throws Exception {
        Waiting engine = new Waiting(false);
        try (Copier copier = copier(engine)) {
            long start = System.nanoTime();
            CopyRequest request = CopyRequest.from(source, target)
                    .stallTimeout(Duration.ofMillis(300))
                    .build();
            CopyException e = catchThrowableOfType(CopyException.class, () -> copier.copy(request));
            assertThat(e.code()).isEqualTo(ErrorCode.STALLED);
            assertThat(e.phase()).contains(CopyPhase.TRANSFER);
            assertThat(e.targetState()).isEqualTo(TargetState.STILL_BEING_WRITTEN);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWERED);
            assertThat(others()).hasSize(1);
            engine.goOn.countDown();
            assertThat(e.settled().orElseThrow().get(30, TimeUnit.SECONDS)).isEqualTo(TargetState.REMOVED);
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void waitingForThePaceIsNoStall() throws Exception {
        try (Copier copier = copier(new PlainEngine())) {
            CopyReport report = copier.copy(CopyRequest.from(source, target)
                    .pace(Pace.rate(DataSize.ofBytes(800_000)))
                    .stallTimeout(Duration.ofMillis(150))
                    .build());
            assertThat(report.limitApplied()).isTrue();
            assertThat(report.elapsed()).isGreaterThan(Duration.ofMillis(900));
        }
        ByteCompare.assertSame(source, target);
    }

    @Test
    void thePaceChangesWhileTheCopyRuns() throws Exception {
        Waiting engine = new Waiting(true);
        try (Copier copier = copier(engine)) {
            CopyTask task = copier.start(
                    CopyRequest.from(source, target)
                            .pace(Pace.rate(DataSize.ofBytes(100_000)))
                            .build(),
                    CopyListener.NONE);
            engine.reached.await();
            task.changePace(Pace.full());
            engine.goOn.countDown();
            assertThat(task.result().get(5, TimeUnit.SECONDS).totalBytes()).isEqualTo(LENGTH);
        }
    }

    @Test
    void closingTheCopierEndsItsCopies() throws Exception {
        Waiting engine = new Waiting(true);
        Copier copier = copier(engine);
        CopyTask task = copier.start(CopyRequest.from(source, target).build(), CopyListener.NONE);
        engine.reached.await();
        copier.close();
        assertThatThrownBy(task::await)
                .asInstanceOf(type(CopyException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.COPIER_CLOSED));
        assertThatThrownBy(() -> copier.copy(CopyRequest.from(source, target).build()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(others()).isEmpty();
    }
}
