package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetState;
import io.quietcopy.spi.DigestSink;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferResult;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What needs a certain order of events: scheduled by latches, never by time. */
@Timeout(60)
class BlockSessionTest {
    private static final int BLOCK = 8192;

    private final byte[] source = new byte[64 * BLOCK];
    private final byte[] target = new byte[source.length];
    private final TestControl control = new TestControl();
    private final Rig.Memory memory = new Rig.Memory();
    private final FakeDevice device = new FakeDevice(source, 4096, target, 4096).watchedBy(control);
    private final TestSpec spec = new TestSpec(source.length, target.length);

    BlockSessionTest() {
        new Random(1).nextBytes(source);
    }

    private BlockSession session() {
        return BlockSession.builder("fake", spec, device).memory(memory).build();
    }

    private TestSpec whole() {
        return spec.extent(0, 0, source.length, Content.DATA);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<TransferResult> inThread(BlockSession session) {
        CompletableFuture<TransferResult> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                end.complete(session.run(control));
            } catch (CopyException | RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    private static CopyException failure(CompletableFuture<?> end) {
        return (CopyException)
                catchThrowableOfType(java.util.concurrent.ExecutionException.class, () -> end.get(30, TimeUnit.SECONDS))
                        .getCause();
    }

    @Test
    void hashesInOrderWhatArrivesInReverse() throws Exception {
        // Of each four writes, each waits until the next one has been completed.
        List<CountDownLatch> done =
                LongStream.range(0, 65).mapToObj(i -> new CountDownLatch(1)).toList();
        device.script(call -> {
            int block = (int) (call.offset() / BLOCK);
            if (call.op() == FakeDevice.Op.WRITE && block % 4 != 3) {
                await(done.get(block + 1));
            }
            return call.bytes();
        });
        control.onCompletion(completion ->
                done.get((int) (completion.targetOffset() / BLOCK)).countDown());
        ByteArrayOutputStream hashed = new ByteArrayOutputStream();
        whole().digest(new DigestSink() {
            @Override
            public void update(ByteBuffer bytes) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                hashed.writeBytes(copy);
            }

            @Override
            public void updateZeroes(long count) {
                throw new AssertionError();
            }
        });

        try (BlockSession session = session()) {
            session.run(control);
        }

        assertThat(Arrays.mismatch(hashed.toByteArray(), source)).isEqualTo(-1);
        assertThat(Arrays.mismatch(target, source)).isEqualTo(-1);
        assertThat(control.completions().get(0).targetOffset()).isEqualTo(3 * BLOCK);
        assertThat(device.violations()).isEmpty();
        assertThat(memory.buffers).isEqualTo(4);
    }

    @Test
    void keepsAsManyBytesInFlightAsItMay() throws Exception {
        CountDownLatch all = new CountDownLatch(4);
        device.script(call -> {
            // Every one of the four waits for the other three.
            all.countDown();
            await(all);
            return call.bytes();
        });
        whole();

        try (BlockSession session = session()) {
            session.run(control);
        }

        assertThat(control.mostInFlight()).isEqualTo(4 * BLOCK);
    }

    @Test
    void aCallThatHangsIsReportedAndReleasedWhenItComesBack() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch comesBack = new CountDownLatch(1);
        device.script(call -> {
            if (call.op() == FakeDevice.Op.WRITE && call.offset() == 5 * BLOCK) {
                hanging.countDown();
                await(comesBack);
            }
            return call.bytes();
        });
        whole();
        CopyException e;
        try (BlockSession session = session()) {
            CompletableFuture<TransferResult> end = inThread(session);
            await(hanging);
            long start = System.nanoTime();

            session.abort();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));

            e = failure(end);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(e).isInstanceOf(CopyCancelledException.class);
        }
        assertThat(e.settled()).isPresent();
        assertThat(e.settled().get()).isNotDone();
        assertThat(device.closed()).isFalse();
        assertThat(memory.closed).isFalse();

        comesBack.countDown();
        assertThat(e.settled().get().get(30, TimeUnit.SECONDS)).isEqualTo(TargetState.PARTIAL);
        assertThat(device.closed()).isTrue();
        assertThat(memory.closed).isTrue();
        assertThat(device.violations()).isEmpty();
        assertThat(control.openPermits()).isZero();
    }

    @Test
    void anErrorEndsAWorkerThatWaitsForAPermit() throws Exception {
        Semaphore permits = new Semaphore(1);
        CountDownLatch waiting = new CountDownLatch(1);
        control.onAcquire(() -> {
            if (!permits.tryAcquire()) {
                waiting.countDown();
                try {
                    // A rate so low that it takes for ever.
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        device.script(call -> {
            await(waiting);
            throw IoFailureException.of(Errno.EIO, "Input/output error", null);
        });
        whole();

        CopyException e;
        try (BlockSession session = session()) {
            e = failure(inThread(session));
        }

        assertThat(e.code()).isEqualTo(ErrorCode.READ_FAILED);
        assertThat(e.byteOffset()).hasValue(0);
        assertThat(e.settled()).isEmpty();
        assertThat(spec.threads()).noneMatch(Thread::isAlive);
    }

    @Test
    void abortedBeforeItRunsItMovesNothing() throws Exception {
        whole();
        try (BlockSession session = session()) {
            session.abort();
            session.abort();
            assertThat(catchThrowableOfType(CopyException.class, () -> session.run(control)))
                    .isInstanceOf(CopyCancelledException.class);
        }
        assertThat(device.calls()).isEmpty();
        assertThat(device.closed()).isTrue();
        assertThat(memory.closed).isTrue();
    }

    @Test
    void closedWithoutARunItReleasesEverythingOnce() throws Exception {
        BlockSession session = whole() == null ? null : session();
        session.close();
        session.close();
        session.abort();
        assertThat(device.closed()).isTrue();
        assertThat(memory.closed).isTrue();
    }

    @Test
    void anInterruptOfTheCallerIsAStopAndKeepsItsFlag() throws Exception {
        long endless = 1L << 50;
        Thread me = Thread.currentThread();
        BlockIo io = new NullIo() {
            @Override
            public int read(long offset, ByteBuffer into) {
                if (offset == 0) {
                    me.interrupt();
                }
                return into.remaining();
            }
        };
        TestSpec all = new TestSpec(endless, endless).extent(0, 0, endless, Content.DATA);
        try (BlockSession session = BlockSession.builder("fake", all, io).build()) {
            CopyException e =
                    catchThrowableOfType(CopyException.class, () -> session.run(new TestControl().onlySums()));
            assertThat(e).isInstanceOf(CopyCancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void twoSessionsShareASmallBudgetWithoutWaitingForEachOther() throws Exception {
        Semaphore budget = new Semaphore(2 * BLOCK, true);
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            byte[] to = new byte[source.length];
            FakeDevice mine = new FakeDevice(source, 4096, to, 4096);
            TestSpec copy = new TestSpec(source.length, to.length)
                    .digest(new NoDigest())
                    .extent(0, 0, source.length / 2 + 100, Content.DATA)
                    .extent(source.length / 2 + 100, source.length / 2 + 1000, 7 * BLOCK + 3, Content.DATA);
            ends.add(CompletableFuture.runAsync(
                    () -> {
                        try (BlockSession session =
                                BlockSession.builder("fake", copy, mine).build()) {
                            session.run(new Budgeted(budget));
                        } catch (CopyException e) {
                            throw new AssertionError(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        for (CompletableFuture<Void> end : ends) {
            end.get(30, TimeUnit.SECONDS);
        }
        assertThat(budget.availablePermits()).isEqualTo(2 * BLOCK);
    }

    /** A sink that costs nothing. */
    private static final class NoDigest implements DigestSink {
        @Override
        public void update(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void updateZeroes(long count) {}
    }

    /** A control with a budget that others share. */
    private record Budgeted(Semaphore budget) implements io.quietcopy.spi.TransferControl {
        @Override
        public Permit acquire(Operation operation, long minBytes, long maxBytes) {
            budget.acquireUninterruptibly((int) minBytes);
            return new Permit() {
                private boolean closed;

                @Override
                public long bytes() {
                    return minBytes;
                }

                @Override
                public void completed(long targetOffset, long bytes, How how) {}

                @Override
                public void close() {
                    if (!closed) {
                        closed = true;
                        budget.release((int) minBytes);
                    }
                }
            };
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public void alive(io.quietcopy.spi.Activity activity) {}
    }

    @Test
    void aBugOfAnEngineIsATypedErrorAndStill() throws Exception {
        device.script(call -> {
            if (call.op() == FakeDevice.Op.WRITE) {
                throw new IllegalArgumentException("a bug");
            }
            return call.bytes();
        });
        whole();
        CopyException e;
        try (BlockSession session = session()) {
            e = catchThrowableOfType(CopyException.class, () -> session.run(control));
        }
        assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(e.getCause()).hasMessage("a bug");
        assertThat(control.openPermits()).isZero();
        assertThat(device.underWay()).isZero();
    }

    @Test
    void einvalAfterAShortReadIsAnError() throws Exception {
        device.script(call -> {
            if (call.offset() == 0 && call.number() == 0) {
                return 500;
            }
            throw IoFailureException.of(Errno.EINVAL, "Invalid argument", null);
        });
        spec.block(BLOCK, BLOCK).extent(0, 0, BLOCK, Content.DATA);
        CopyException e;
        try (BlockSession session = session()) {
            e = catchThrowableOfType(CopyException.class, () -> session.run(control));
        }
        assertThat(e.code()).isEqualTo(ErrorCode.READ_FAILED);
        assertThat(control.total()).isZero();
    }

    /** Workers that come for more wait until the edges are written; the first of them must not write what failed again. */
    @Test
    void edgesThatFailAreNotWrittenAgain() throws Exception {
        for (int i = 0; i < 300; i++) {
            TestControl books = new TestControl();
            FakeDevice failing = new FakeDevice(source, 4096, target, 4096).watchedBy(books);
            failing.script(call -> {
                if (call.op() == FakeDevice.Op.FLUSH) {
                    throw IoFailureException.of(Errno.EIO, "Input/output error", null);
                }
                return call.bytes();
            });
            TestSpec odd = new TestSpec(source.length, target.length)
                    .extent(100, 100, source.length - 200, Content.DATA)
                    .block(BLOCK, 4 * BLOCK);
            CopyException e;
            try (BlockSession session = BlockSession.builder("fake", odd, failing)
                    .memory(new Rig.Memory())
                    .build()) {
                e = catchThrowableOfType(CopyException.class, () -> session.run(books));
            }
            assertThat(e.code()).isEqualTo(ErrorCode.FLUSH_FAILED);
            assertThat(e.getSuppressed()).isEmpty();
            assertThat(failing.calls().stream().filter(call -> call.op() == FakeDevice.Op.FLUSH))
                    .hasSize(1);
        }
    }
}
