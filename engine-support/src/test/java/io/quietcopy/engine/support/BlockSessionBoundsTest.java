package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.WindowSample;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.TransferResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What must stay bounded: threads, memory, tries, steps. */
@Timeout(60)
class BlockSessionBoundsTest {
    private static final int BLOCK = 8192;

    private final byte[] source = new byte[64 * BLOCK];
    private final byte[] target = new byte[source.length];
    private final TestControl control = new TestControl();
    private final Rig.Memory memory = new Rig.Memory();
    private final FakeDevice device = new FakeDevice(source, 4096, target, 4096).watchedBy(control);
    private final TestSpec spec = new TestSpec(source.length, target.length).extent(0, 0, source.length, Content.DATA);

    BlockSessionBoundsTest() {
        new Random(1).nextBytes(source);
    }

    @Test
    void aMillionSmallExtentsTakeNeitherThreadsNorMemoryEach() throws Exception {
        int count = 1_000_000;
        AtomicLong taken = new AtomicLong();
        AtomicLong mostAhead = new AtomicLong();
        AtomicLong completed = new AtomicLong();
        TestControl light = new TestControl().onlySums().onCompletion(c -> completed.incrementAndGet());
        TestSpec many = new TestSpec(source.length, target.length)
                // They do not continue each other, and each fills one block.
                .extents(() -> LongStream.range(0, count)
                        .peek(i -> mostAhead.accumulateAndGet(taken.incrementAndGet() - completed.get(), Math::max))
                        .mapToObj(i -> new TestSpec.Extent(i % 16 * 4096, i * 8192, 4096, Content.DATA))
                        .iterator());

        try (BlockSession session =
                BlockSession.builder("fake", many, new NullIo()).memory(memory).build()) {
            session.run(light);
        }

        assertThat(light.total()).isEqualTo(count * 4096L);
        assertThat(memory.buffers).isLessThanOrEqualTo(4);
        assertThat(many.threads()).hasSizeLessThanOrEqualTo(4);
        assertThat(mostAhead.get()).isLessThanOrEqualTo(6);
    }

    @Test
    void edgesOfAMillionRangesAreWrittenInBatches() throws Exception {
        int count = 100_000;
        AtomicInteger flushes = new AtomicInteger();
        TestControl light = new TestControl().onlySums();
        TestSpec many = new TestSpec(1L << 40, 1L << 40)
                .extents(() -> LongStream.range(0, count)
                        .mapToObj(i -> new TestSpec.Extent(i * 5000, i * 10_000 + 1, 700, Content.DATA))
                        .iterator());
        BlockIo io = new NullIo() {
            @Override
            public void flushEdges(long fromOffset, long toOffset) {
                flushes.incrementAndGet();
            }
        };

        try (BlockSession session =
                BlockSession.builder("fake", many, io).memory(memory).build()) {
            session.run(light);
        }

        assertThat(light.total()).isEqualTo(count * 700L);
        assertThat(flushes.get()).isBetween(count / 300, count / 200);
    }

    @Test
    void callsThatNeverMoveAnythingEnd() throws Exception {
        for (FakeDevice.Op op : List.of(FakeDevice.Op.READ, FakeDevice.Op.WRITE)) {
            for (long answer : new long[] {0, BlockIo.TRY_AGAIN}) {
                byte[] to = new byte[source.length];
                FakeDevice stuck =
                        new FakeDevice(source, 4096, to, 4096).script(call -> call.op() == op ? answer : call.bytes());
                TestSpec copy = new TestSpec(source.length, to.length).extent(0, 0, source.length, Content.DATA);
                CopyException e;
                try (BlockSession session =
                        BlockSession.builder("fake", copy, stuck).build()) {
                    e = catchThrowableOfType(CopyException.class, () -> session.run(new TestControl()));
                }
                boolean write = op == FakeDevice.Op.WRITE;
                assertThat(e.code())
                        .isEqualTo(
                                write
                                        ? ErrorCode.WRITE_FAILED
                                        : answer == 0 ? ErrorCode.SOURCE_SHRANK : ErrorCode.READ_FAILED);
                assertThat(stuck.calls().size()).isLessThan(300);
            }
        }
    }

    @Test
    void noMemoryIsATypedError() throws Exception {
        AlignedMemory none = new AlignedMemory() {
            @Override
            public ByteBuffer allocate(int bytes, int alignmentBytes) {
                throw new OutOfMemoryError("Direct buffer memory");
            }

            @Override
            public void free(ByteBuffer buffer) {}

            @Override
            public void close() {}
        };
        CopyException e;
        try (BlockSession session =
                BlockSession.builder("fake", spec, device).memory(none).build()) {
            e = catchThrowableOfType(CopyException.class, () -> session.run(control));
        }
        assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(e.remedy()).contains("MaxDirectMemorySize");
        assertThat(device.closed()).isTrue();
    }

    @Test
    void aWindowThatGrowsGetsMoreWorkers() throws Exception {
        AtomicInteger released = new AtomicInteger();
        InFlightWindow growing = new InFlightWindow() {
            @Override
            public long mostBytes() {
                return 8L * BLOCK;
            }

            @Override
            public long limitBytes() {
                return Math.min(mostBytes(), (1L + released.get() / 4) * BLOCK);
            }

            @Override
            public void acquired(long bytes, long nowNanos) {}

            @Override
            public void released(long bytes, long movedBytes, long readNanos, long writeNanos, long nowNanos) {
                assertThat(movedBytes).isEqualTo(bytes);
                assertThat(readNanos).isNotNegative();
                assertThat(writeNanos).isNotNegative();
                released.incrementAndGet();
            }

            @Override
            public List<WindowSample> samples() {
                return List.of(WindowSample.of(Duration.ZERO, BLOCK));
            }
        };
        TransferResult result;
        try (BlockSession session = BlockSession.builder("fake", spec, device)
                .memory(memory)
                .window(growing)
                .build()) {
            result = session.run(control);
        }
        assertThat(memory.buffers).isEqualTo(8);
        assertThat(control.mostInFlight()).isLessThanOrEqualTo(8 * BLOCK);
        assertThat(result.inFlight()).hasSize(1);
        assertThat(Arrays.mismatch(source, target)).isEqualTo(-1);
    }

    @Test
    void zeroesAreMadeInStepsAndARefusalIsRemembered() throws Exception {
        long length = 1L << 30;
        List<Long> steps = new ArrayList<>();
        TestControl light = new TestControl().onlySums();
        TestSpec copy = new TestSpec(length, length).extent(0, 0, length, Content.ZERO);
        BlockIo io = new NullIo() {
            @Override
            public boolean zero(long offset, long bytes, boolean keepAllocated) {
                steps.add(bytes);
                return steps.size() <= 3;
            }

            @Override
            public int read(long offset, ByteBuffer into) {
                throw new AssertionError("zeroes need no reading");
            }
        };

        try (BlockSession session =
                BlockSession.builder("fake", copy, io).memory(memory).build()) {
            session.run(light);
        }

        assertThat(light.total()).isEqualTo(length);
        assertThat(steps).containsExactly(128L << 20, 128L << 20, 128L << 20, 128L << 20);
        assertThat(light.sums()).isEqualTo(Map.of());
    }
}
