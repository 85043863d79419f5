package io.quietcopy.engine.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.TargetContent;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Permit.How;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.SeededBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import net.jqwik.api.statistics.Statistics;

/** Exactly the requested bytes, and not one beside them: random ranges on files and devices, against a model in memory. */
class NioRangesProperties {
    private static final int KIB = 1 << 10;
    private static final int DEVICE_BYTES = 2048 * KIB;
    private static final int SOURCE_FILE_BYTES = DEVICE_BYTES - 3000;
    private static final int TRIES = 150;

    private Scratch scratch;
    private final Map<String, LoopDevice> devices = new HashMap<>();

    /** One try: where the ranges lie, and how they are copied. */
    record Try(List<Piece> pieces, boolean zeroBefore, long block, long grant) {}

    /** One range: how far behind the one before, how long, how far its source is shifted. */
    record Piece(int gap, int length, int shift, Content content) {}

    @BeforeProperty
    void setUp() throws IOException {
        scratch = Scratch.create();
    }

    @AfterProperty
    void tearDown() throws Exception {
        for (LoopDevice device : devices.values()) {
            device.close();
        }
        scratch.close();
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void fileToFile(@ForAll("tries") Try one) throws Exception {
        copy(one, file("source", SOURCE_FILE_BYTES), file("target", SOURCE_FILE_BYTES));
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs(Requirement.LOOP)
    void smallSectorsToLargeSectors(@ForAll("tries") Try one) throws Exception {
        copy(one, device("source", 512), device("target", 4096));
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs(Requirement.LOOP)
    void largeSectorsToSmallSectors(@ForAll("tries") Try one) throws Exception {
        copy(one, device("source", 4096), device("target", 512));
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs(Requirement.LOOP)
    void fileToLargeSectors(@ForAll("tries") Try one) throws Exception {
        copy(one, file("source", SOURCE_FILE_BYTES), device("target", 4096));
    }

    private void copy(Try one, Path source, Path target) throws Exception {
        byte[] data = Files.readAllBytes(source);
        int targetLength = (int) TestSide.of(target).lengthBytes();
        byte[] model = one.zeroBefore() ? new byte[targetLength] : SeededBytes.of(99, 0, targetLength);
        write(target, model);
        TestCopy copy = TestCopy.of(source, target)
                .block(one.block())
                .before(one.zeroBefore() ? TargetContent.ZERO : TargetContent.UNKNOWN);
        Map<Long, Long> expected = new TreeMap<>();
        int incongruent = 0;
        int at = 0;
        for (Piece piece : one.pieces()) {
            int start = at + piece.gap();
            int from = Math.floorMod(start + piece.shift(), data.length);
            int length = Math.min(piece.length(), Math.min(targetLength - start, data.length - from));
            if (length <= 0) {
                break;
            }
            copy.extent(from, start, length, piece.content());
            if (piece.content() == Content.ZERO) {
                Arrays.fill(model, start, start + length, (byte) 0);
            } else {
                System.arraycopy(data, from, model, start, length);
            }
            incongruent += (from - start) % 512 == 0 ? 0 : 1;
            at = start + length;
            Map.Entry<Long, Long> last = ((TreeMap<Long, Long>) expected).lastEntry();
            if (last != null && last.getValue() == start) {
                expected.put(last.getKey(), (long) at);
            } else {
                expected.put((long) start, (long) at);
            }
        }
        Statistics.label("incongruent").collect(incongruent > 0);
        TestControl control = new TestControl().granting(one.grant());

        copy.run(control);

        int difference = Arrays.mismatch(Files.readAllBytes(target), model);
        assertThat(difference).as("first wrong byte").isEqualTo(-1);
        assertThat(Arrays.mismatch(Files.readAllBytes(source), data)).isEqualTo(-1);
        assertThat(control.covered()).isEqualTo(expected);
        assertThat(control.openPermits()).isZero();
        if (!one.zeroBefore()) {
            assertThat(control.sums()).doesNotContainKey(How.SKIPPED);
        }
    }

    @Provide
    Arbitrary<Try> tries() {
        Arbitrary<Integer> lengths = Arbitraries.frequencyOf(
                Tuple.of(3, around(Arbitraries.integers().between(0, 40).map(v -> v * 4 * KIB))),
                Tuple.of(2, Arbitraries.integers().between(1, 700 * KIB)),
                Tuple.of(1, Arbitraries.integers().between(1, 600)));
        Arbitrary<Integer> gaps = Arbitraries.oneOf(
                Arbitraries.just(0),
                Arbitraries.integers().between(0, 20).map(v -> v * 4 * KIB),
                Arbitraries.integers().between(0, 100).map(v -> v * 512),
                Arbitraries.integers().between(0, 9000));
        Arbitrary<Integer> shifts = Arbitraries.oneOf(
                Arbitraries.just(0),
                Arbitraries.integers().between(-20, 20).map(v -> v * 4 * KIB),
                Arbitraries.integers().between(-50, 50).map(v -> v * 512),
                Arbitraries.integers().between(-9000, 9000));
        Arbitrary<Piece> pieces = Combinators.combine(
                        gaps,
                        lengths.filter(v -> v > 0),
                        shifts,
                        Arbitraries.of(Content.DATA, Content.UNKNOWN, Content.UNKNOWN, Content.ZERO))
                .as(Piece::new);
        return Combinators.combine(
                        pieces.list().ofMinSize(1).ofMaxSize(4),
                        Arbitraries.of(true, false),
                        Arbitraries.of(4096L, 65536L, 65536L, 1L << 20),
                        Arbitraries.of(Long.MAX_VALUE, 100_000L, 1L))
                .as(Try::new);
    }

    private static Arbitrary<Integer> around(Arbitrary<Integer> values) {
        return values.flatMap(
                value -> Arbitraries.of(0, 0, 1, -1, 511, 512, -512).map(d -> Math.max(1, value + d)));
    }

    private Path file(String name, int length) throws IOException {
        Path file = scratch.file(name);
        if (!Files.exists(file)) {
            Files.write(file, content(length));
        }
        return file;
    }

    private Path device(String name, int sector) throws IOException {
        Path backing = scratch.file(name);
        if (!Files.exists(backing)) {
            Files.write(backing, content(DEVICE_BYTES));
            devices.put(name, LoopDevice.attach(backing, sector));
        }
        return devices.get(name).path();
    }

    /** Data with zeroes in it, so that some blocks are worth skipping. */
    private static byte[] content(int length) {
        byte[] content = SeededBytes.of(7, 0, length);
        for (int at = 100 * KIB; at < length; at += 500 * KIB) {
            Arrays.fill(content, at, Math.min(length, at + 150 * KIB), (byte) 0);
        }
        return content;
    }

    private static void write(Path target, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(false);
        }
    }
}
