package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyException;
import io.quietcopy.TargetContent;
import io.quietcopy.spi.DigestSink;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.TransferResult;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A scenario set up: fakes, the transfer, and what must come out of it. */
final class Rig {
    final byte[] source = new byte[Scenario.SOURCE_BYTES];
    final byte[] target;
    final byte[] model;
    final TestSpec spec;
    final FakeDevice device;
    final TestControl control;
    final Memory memory = new Memory();
    final ByteArrayOutputStream hashed = new ByteArrayOutputStream();
    final BlockSession session;
    private final byte[] expectedHash;
    private final Map<Long, Long> expectedCover = new TreeMap<>();
    private final boolean readOnly;
    private final long mostInFlight;

    /** Memory that can tell whether it was closed. */
    static final class Memory implements AlignedMemory {
        private final DirectMemory memory = new DirectMemory();
        int buffers;
        private long bytes;
        /** The most that was allocated at one time. */
        long mostBytes;

        volatile boolean closed;

        @Override
        public ByteBuffer allocate(int bufferBytes, int alignmentBytes) {
            buffers++;
            bytes += bufferBytes;
            mostBytes = Math.max(mostBytes, bytes);
            return memory.allocate(bufferBytes, alignmentBytes);
        }

        @Override
        public void free(ByteBuffer buffer) {
            buffers--;
            bytes -= buffer.capacity();
            memory.free(buffer);
        }

        @Override
        public void close() {
            closed = true;
            memory.close();
        }
    }

    Rig(Scenario scenario, boolean readOnly, boolean digest) {
        this.readOnly = readOnly;
        Random random = new Random(scenario.seed());
        random.nextBytes(source);
        for (int i = 0; i < 6; i++) {
            int at = random.nextInt(source.length);
            Arrays.fill(source, at, Math.min(source.length, at + random.nextInt(60_000)), (byte) 0);
        }
        Scenario.Place place = scenario.place();
        spec = new TestSpec(source.length, 0)
                .staged(place.staged())
                .before(place.before())
                .zeroes(scenario.wish().zeroes())
                .block(scenario.wish().block(), scenario.wish().inFlightBytes())
                .limited(scenario.wish().limited());
        byte[] wide = new byte[4 << 20];
        ByteArrayOutputStream hash = new ByteArrayOutputStream();
        int end = lay(scenario, wide, hash);
        byte[] base = new byte[end];
        boolean zero = place.staged() || place.before() == TargetContent.ZERO;
        random.nextBytes(base);
        if (zero) {
            spec.given()
                    .forEach(e -> Arrays.fill(
                            base, (int) e.targetOffset(), (int) (e.targetOffset() + e.lengthBytes()), (byte) 0));
        }
        if (place.staged()) {
            Arrays.fill(base, (byte) 0);
        }
        model = base.clone();
        if (!readOnly) {
            spec.given()
                    .forEach(e -> System.arraycopy(
                            wide, (int) e.targetOffset(), model, (int) e.targetOffset(), (int) e.lengthBytes()));
        }
        target = base;
        expectedHash = hash.toByteArray();
        control = new TestControl().granting(scenario.wish().grant());
        device = new FakeDevice(source, place.sourceBlock(), target, place.targetBlock()).watchedBy(control);
        if (place.staged()) {
            device.padding();
        }
        if (place.makesZeroes()) {
            device.makingZeroes();
        }
        if (place.shareBlock() > 0) {
            spec.reflink();
            device.sharing(Math.max(place.shareBlock(), Math.max(place.sourceBlock(), place.targetBlock())));
        }
        if (readOnly) {
            spec.readOnly();
        }
        if (digest) {
            spec.digest(sink());
        }
        mostInFlight = scenario.wish().inFlightBytes();
        BlockSession.Builder builder =
                BlockSession.builder("fake", spec, device).memory(memory);
        if (scenario.wish().restless()) {
            spec.adaptive(mostInFlight);
            builder.window(new RestlessWindow(mostInFlight, scenario.seed()));
        }
        session = builder.build();
    }

    /** Lays the extents out, as the library would: sorted, disjoint, within both sides. */
    private int lay(Scenario scenario, byte[] wide, ByteArrayOutputStream hash) {
        int at = 0;
        int shift = 0;
        for (Scenario.Part part : scenario.parts()) {
            int start = at + part.gap();
            shift = part.shift() == null ? shift : part.shift();
            int from = Math.floorMod(start + shift, source.length);
            int length = Math.min(part.length(), source.length - from);
            spec.extent(from, start, length, part.content());
            at = start + length;
        }
        spec.given().forEach(e -> {
            // What is said to be zero is zero, even if the source has something else there by now.
            byte[] bytes = new byte[(int) e.lengthBytes()];
            if (e.content() != Content.ZERO) {
                System.arraycopy(source, (int) e.sourceOffset(), bytes, 0, bytes.length);
            }
            System.arraycopy(bytes, 0, wide, (int) e.targetOffset(), bytes.length);
            hash.writeBytes(bytes);
            cover(e);
        });
        return at;
    }

    private void cover(TestSpec.Extent e) {
        long start = e.targetOffset();
        Map.Entry<Long, Long> last = ((TreeMap<Long, Long>) expectedCover).lastEntry();
        if (last != null && last.getValue() == start) {
            expectedCover.put(last.getKey(), start + e.lengthBytes());
        } else {
            expectedCover.put(start, start + e.lengthBytes());
        }
    }

    private DigestSink sink() {
        return new DigestSink() {
            @Override
            public void update(ByteBuffer bytes) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                hashed.writeBytes(copy);
            }

            @Override
            public void updateZeroes(long count) {
                hashed.writeBytes(new byte[(int) count]);
            }
        };
    }

    TransferResult run() throws CopyException {
        try (session) {
            return session.run(control);
        }
    }

    /** Looks at everything that must be so after a success. */
    void checkSuccess() {
        assertThat(Arrays.mismatch(target, model)).as("first wrong byte").isEqualTo(-1);
        if (!readOnly) {
            assertThat(control.covered()).isEqualTo(expectedCover);
        }
        assertThat(control.total()).isEqualTo(spec.totalBytes());
        if (spec.digest().isPresent()) {
            assertThat(Arrays.mismatch(hashed.toByteArray(), expectedHash))
                    .as("first byte hashed wrong")
                    .isEqualTo(-1);
        }
        checkReleased();
    }

    /** Looks at everything that must be so after any end. */
    void checkReleased() {
        assertThat(device.violations()).isEmpty();
        assertThat(device.underWay()).isZero();
        assertThat(device.closed()).isTrue();
        assertThat(memory.closed).isTrue();
        assertThat(control.openPermits()).isZero();
        assertThat(control.mostInFlight()).isLessThanOrEqualTo(mostInFlight);
        assertThat(spec.threads()).noneMatch(Thread::isAlive);
    }
}
