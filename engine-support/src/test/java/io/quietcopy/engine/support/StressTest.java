package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.spi.ExtentCursor.Content;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Workers that sit down and are called, gates and buffers that change all the time, and ends at any moment: nothing may hang, and
 * nothing be left. What is looked for is rare, so each test does the same many times, with other moments.
 */
@Timeout(value = 90, threadMode = ThreadMode.SEPARATE_THREAD)
class StressTest {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 600;
    private static final long MOST = 64L * BLOCK;
    /** Which is only noticed when somebody looks, and takes longer. */
    private static final int CANCEL = 3;

    @Test
    void everyByteArrivesHoweverTheWindowJumps() throws Exception {
        byte[] source = new byte[BLOCKS * BLOCK + 77];
        new Random(1).nextBytes(source);
        for (int seed = 0; seed < 20; seed++) {
            byte[] target = new byte[source.length];
            TestControl control = new TestControl();
            Rig.Memory memory = new Rig.Memory();
            TestSpec spec = new TestSpec(source.length, target.length).extent(0, 0, source.length, Content.DATA);
            FakeDevice device = new FakeDevice(source, 512, target, BLOCK).watchedBy(control);
            if (seed % 2 == 1) {
                device.script(slow(new Random(seed)));
            }
            RestlessWindow window = new RestlessWindow(MOST, seed);
            try (BlockSession session = BlockSession.builder("fake", spec, device)
                    .memory(memory)
                    .window(window)
                    .build()) {
                session.run(control);
            }

            assertThat(Arrays.mismatch(source, target)).as("seed " + seed).isEqualTo(-1);
            assertThat(window.violations()).isEmpty();
            assertThat(window.inFlight()).isZero();
            assertThat(control.mostInFlight()).isLessThanOrEqualTo(window.mostBytes());
            assertThat(memory.mostBytes).isLessThanOrEqualTo(mostMemory(window.mostBytes()));
            checkReleased(spec, device, control, memory);
        }
    }

    @Test
    void anEndAtAnyMomentIsTheEnd() throws Exception {
        Random random = new Random(2);
        for (int round = 0; round < 400; round++) {
            int moment = random.nextInt(400);
            int how = random.nextInt(20) == 0 ? CANCEL : random.nextInt(3);
            AtomicInteger calls = new AtomicInteger();
            TestControl control = new TestControl().onlySums();
            Thread caller = Thread.currentThread();
            TestSpec spec = new TestSpec(1L << 40, 1L << 40).extent(0, 0, 1L << 40, Content.DATA);
            Rig.Memory memory = new Rig.Memory();
            BlockSession[] session = new BlockSession[1];
            BlockIo io = new NullIo() {
                @Override
                public int write(long offset, ByteBuffer from) throws IoFailureException {
                    if (calls.getAndIncrement() == moment) {
                        switch (how) {
                            case 0 -> caller.interrupt();
                            case 1 -> session[0].abort();
                            case 2 -> throw IoFailureException.of(5, "no luck", null);
                            default -> control.cancel();
                        }
                    }
                    return from.remaining();
                }
            };
            session[0] = BlockSession.builder("fake", spec, io)
                    .memory(memory)
                    .window(new RestlessWindow(MOST, round))
                    .build();
            CopyException e = end(session[0], control);

            assertThat(Thread.interrupted()).isEqualTo(how == 0);
            if (how != 2) {
                assertThat(e).isInstanceOf(CopyCancelledException.class);
            } else {
                assertThat(e.errno()).hasValue(5);
            }
            assertThat(e.settled()).as("round " + round).isEmpty();
            assertThat(control.openPermits()).isZero();
            assertThat(memory.closed).isTrue();
            assertThat(spec.threads()).noneMatch(Thread::isAlive);
        }
    }

    @Test
    void manySessionsWithSlowTargetsAllEnd() throws Exception {
        byte[] source = new byte[8 << 20];
        new Random(3).nextBytes(source);
        int sessions = 12;
        ExecutorService callers = Executors.newFixedThreadPool(sessions);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                int seed = i;
                ends.add(callers.submit(() -> {
                    copyByTheRealWindow(source, seed);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            callers.shutdown();
        }
    }

    private static void copyByTheRealWindow(byte[] source, int seed) throws CopyException {
        byte[] target = new byte[source.length];
        TestControl control = new TestControl();
        Rig.Memory memory = new Rig.Memory();
        long most = 128L << 10 << seed % 6;
        TestSpec spec = new TestSpec(source.length, target.length)
                .extent(0, 0, source.length, Content.DATA)
                .adaptive(most);
        FakeDevice device =
                new FakeDevice(source, 512, target, BLOCK).watchedBy(control).script(slow(new Random(seed)));
        try (BlockSession session =
                BlockSession.builder("fake", spec, device).memory(memory).build()) {
            session.run(control);
        }
        assertThat(Arrays.mismatch(source, target)).isEqualTo(-1);
        assertThat(control.mostInFlight()).isLessThanOrEqualTo(most);
        assertThat(memory.mostBytes).isLessThanOrEqualTo(mostMemory(most));
        checkReleased(spec, device, control, memory);
    }

    private static CopyException end(BlockSession session, TestControl control) throws CopyException {
        try (session) {
            session.run(control);
        } catch (CopyException e) {
            return e;
        }
        throw new AssertionError("it has come to the end of a tebibyte");
    }

    /** Writes take up to a millisecond; some are short. */
    private static FakeDevice.Script slow(Random random) {
        return call -> {
            int luck;
            synchronized (random) {
                luck = random.nextInt(1000);
            }
            if (call.op() == FakeDevice.Op.WRITE) {
                LockSupport.parkNanos(luck * 1000L);
            }
            return luck % 16 == 0 ? (call.bytes() + 1) / 2 : call.bytes();
        };
    }

    /** The window, twice as much while a single buffer is changed, and what each buffer of a small block has around it. */
    private static long mostMemory(long windowBytes) {
        return 2 * windowBytes + windowBytes / BLOCK * 2 * BLOCK;
    }

    private static void checkReleased(TestSpec spec, FakeDevice device, TestControl control, Rig.Memory memory) {
        assertThat(device.violations()).isEmpty();
        assertThat(device.underWay()).isZero();
        assertThat(device.closed()).isTrue();
        assertThat(memory.closed).isTrue();
        assertThat(control.openPermits()).isZero();
        assertThat(spec.threads()).noneMatch(Thread::isAlive);
    }
}
