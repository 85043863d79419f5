package io.quietcopy.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.SideMode;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Permit.How;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.SeededBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
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

/** Exactly the requested bytes, and not one beside them: random ranges on real storage, against a model in memory. */
class NativeRangesProperties {
    private static final int KIB = 1 << 10;
    private static final int DEVICE_BYTES = 2048 * KIB + 512 * 3;
    private static final int SOURCE_FILE_BYTES = 2048 * KIB - 3000;
    private static final int TRIES = 60;

    private Scratch scratch;
    private Linux calls = TestCopy.linux();
    private final Deque<AutoCloseable> places = new ArrayDeque<>();
    private final Map<String, Path> devices = new HashMap<>();
    private final Map<FileSystemKind, Place> mounts = new HashMap<>();

    /** One try: where the ranges lie, and how they are copied. */
    record Try(List<Piece> pieces, boolean zeroBefore, ZeroPolicy zeroes, long block, long inFlight, long grant) {}

    /** One range: how far behind the one before, how long, how far its source is shifted. */
    record Piece(int gap, int length, int shift, Content content) {}

    @BeforeProperty
    void setUp() throws IOException {
        scratch = Scratch.create();
    }

    @AfterProperty
    void tearDown() throws Exception {
        while (!places.isEmpty()) {
            places.pop().close();
        }
        scratch.close();
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void fileToFile(@ForAll("tries") Try one) throws Exception {
        copy(one, file(scratch.file("source")), file(scratch.file("target")), SideMode.Access.DIRECT);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs({Requirement.LOOP, Requirement.MKFS_XFS})
    void xfsToXfs(@ForAll("tries") Try one) throws Exception {
        copy(one, on(FileSystemKind.XFS, "source"), on(FileSystemKind.XFS, "target"), SideMode.Access.DIRECT);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs({Requirement.LOOP, Requirement.MKFS_BTRFS})
    void btrfsToBtrfs(@ForAll("tries") Try one) throws Exception {
        copy(one, on(FileSystemKind.BTRFS, "source"), on(FileSystemKind.BTRFS, "target"), SideMode.Access.DIRECT);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs({Requirement.LOOP, Requirement.MKFS_BTRFS})
    void ext4ToUnchecksummedBtrfs(@ForAll("tries") Try one) throws Exception {
        Place place = place(FileSystemKind.BTRFS);
        Path target = place.file("nocow");
        if (!Files.exists(target)) {
            Files.createFile(target);
            assertThat(new ProcessBuilder("chattr", "+C", target.toString())
                            .start()
                            .waitFor())
                    .isZero();
            Files.write(target, content(SOURCE_FILE_BYTES));
        }
        copy(one, file(scratch.file("source")), target, SideMode.Access.DIRECT);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs(Requirement.MOUNT)
    void tmpfsToTmpfs(@ForAll("tries") Try one) throws Exception {
        copy(one, on(FileSystemKind.TMPFS, "source"), on(FileSystemKind.TMPFS, "target"), SideMode.Access.BUFFERED);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs({Requirement.LOOP, Requirement.OVERLAY, Requirement.MKFS_EXT4})
    void overlayToOverlay(@ForAll("tries") Try one) throws Exception {
        copy(one, on(FileSystemKind.OVERLAY, "source"), on(FileSystemKind.OVERLAY, "target"), SideMode.Access.DIRECT);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs(Requirement.LOOP)
    void smallSectorsToLargeSectors(@ForAll("tries") Try one) throws Exception {
        copy(one, device("source", 512), device("target", 4096), SideMode.Access.DIRECT);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs(Requirement.LOOP)
    void largeSectorsToSmallSectors(@ForAll("tries") Try one) throws Exception {
        copy(one, device("source", 4096), device("target", 512), SideMode.Access.DIRECT);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs(Requirement.MOUNT)
    void ramfsToRamfs(@ForAll("tries") Try one) throws Exception {
        copy(one, ramfs("source"), ramfs("target"), SideMode.Access.BUFFERED);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void uncached(@ForAll("tries") Try one) throws Exception {
        calls = new RefusingLinux().withoutDirect();
        copy(one, file(scratch.file("source")), file(scratch.file("target")), SideMode.Access.DONTCACHE);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void buffered(@ForAll("tries") Try one) throws Exception {
        calls = new RefusingLinux().withoutDirect().withoutUncached();
        copy(one, file(scratch.file("source")), file(scratch.file("target")), SideMode.Access.BUFFERED_EVICTED);
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    @AddLifecycleHook(Needs.Hook.class)
    @Needs(Requirement.LOOP)
    void bufferedOnDevices(@ForAll("tries") Try one) throws Exception {
        calls = new RefusingLinux().withoutDirect();
        copy(one, device("source", 512), device("target", 512), SideMode.Access.BUFFERED_EVICTED);
    }

    private void copy(Try one, Path source, Path target, SideMode.Access expectedMode) throws Exception {
        byte[] data = Files.readAllBytes(source);
        int targetLength = (int) TestSide.of(target).lengthBytes();
        byte[] model = one.zeroBefore() ? new byte[targetLength] : SeededBytes.of(99, 0, targetLength);
        write(target, model);
        TestSink sink = new TestSink();
        TestCopy copy = TestCopy.of(source, target)
                .block(one.block())
                .inFlight(one.inFlight())
                .zeroes(one.zeroes())
                .digest(sink)
                .by(calls)
                .before(one.zeroBefore() ? TargetContent.ZERO : TargetContent.UNKNOWN);
        TreeMap<Long, Long> expected = new TreeMap<>();
        ByteArrayOutputStream hashed = new ByteArrayOutputStream();
        int incongruent = 0;
        int at = 0;
        for (Piece piece : one.pieces()) {
            int start = at + piece.gap();
            int from = Math.floorMod(start + piece.shift(), data.length);
            int length = Math.min(piece.length(), Math.min(targetLength - start, data.length - from));
            if (length <= 0) {
                break;
            }
            byte[] bytes =
                    piece.content() == Content.ZERO ? new byte[length] : Arrays.copyOfRange(data, from, from + length);
            // A source that is said to be a hole has to be one: the engine may read it as well as not.
            if (piece.content() == Content.ZERO && !isZero(data, from, length)) {
                at = start;
                continue;
            }
            copy.extent(from, start, length, piece.content());
            System.arraycopy(bytes, 0, model, start, length);
            hashed.write(bytes);
            incongruent += (from - start) % 512 == 0 ? 0 : 1;
            at = start + length;
            Map.Entry<Long, Long> last = expected.lastEntry();
            expected.put(last != null && last.getValue() == start ? last.getKey() : (long) start, (long) at);
        }
        Statistics.label("incongruent").collect(incongruent > 0);
        TestControl control = new TestControl().granting(one.grant());

        copy.run(control);

        int difference = Arrays.mismatch(Files.readAllBytes(target), model);
        assertThat(difference).as("first wrong byte").isEqualTo(-1);
        assertThat(Arrays.mismatch(Files.readAllBytes(source), data)).isEqualTo(-1);
        assertThat(control.covered()).isEqualTo(expected);
        assertThat(control.openPermits()).isZero();
        assertThat(sink.hex()).isEqualTo(TestSink.of(hashed.toByteArray()));
        assertThat(copy.scratchFiles()).noneMatch(Files::exists);
        assertThat(copy.threads()).noneMatch(Thread::isAlive);
        assertThat(copy.sourceMode().access()).as(copy.sourceMode().toString()).isEqualTo(expectedMode);
        assertThat(copy.targetMode().access()).as(copy.targetMode().toString()).isEqualTo(expectedMode);
        if (!one.zeroBefore()) {
            assertThat(control.sums()).doesNotContainKey(How.SKIPPED);
        }
    }

    private static boolean isZero(byte[] data, int from, int length) {
        for (int at = from; at < from + length; at++) {
            if (data[at] != 0) {
                return false;
            }
        }
        return true;
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
                        pieces.list().ofMinSize(1).ofMaxSize(5),
                        Arbitraries.of(true, false),
                        Arbitraries.of(ZeroPolicy.values()),
                        Arbitraries.of(4096L, 65536L, 65536L, 1L << 20),
                        Arbitraries.of(4096L, 1L << 18, 1L << 20),
                        Arbitraries.of(Long.MAX_VALUE, 100_000L, 1L))
                .as(Try::new);
    }

    private static Arbitrary<Integer> around(Arbitrary<Integer> values) {
        return values.flatMap(
                value -> Arbitraries.of(0, 0, 1, -1, 511, 512, -512).map(d -> Math.max(1, value + d)));
    }

    private static Path file(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.write(file, content(SOURCE_FILE_BYTES));
        }
        return file;
    }

    private Place place(FileSystemKind kind) throws IOException {
        Place place = mounts.get(kind);
        if (place == null) {
            place = Place.on(kind);
            mounts.put(kind, place);
            places.push(place);
        }
        return place;
    }

    private Path on(FileSystemKind kind, String name) throws IOException {
        return file(place(kind).file(name));
    }

    private Path ramfs(String name) throws Exception {
        Path folder = scratch.file("ramfs");
        if (!Files.exists(folder)) {
            Files.createDirectory(folder);
            run("mount", "-t", "ramfs", "none", folder.toString());
            places.push(() -> run("umount", folder.toString()));
        }
        return file(folder.resolve(name));
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    private Path device(String name, int sector) throws IOException {
        Path known = devices.get(name);
        if (known == null) {
            Path backing = scratch.file(name);
            // The small sectors end at an odd place.
            Files.write(backing, content(sector == 512 ? DEVICE_BYTES : DEVICE_BYTES / 4096 * 4096));
            LoopDevice device = LoopDevice.attach(backing, sector);
            places.push(device);
            known = device.path();
            devices.put(name, known);
        }
        return known;
    }

    /** Data with zeroes in it, so that some blocks are worth skipping, and holes can be found. */
    private static byte[] content(int length) {
        byte[] content = SeededBytes.of(7, 0, length);
        for (int at = 100 * KIB; at < length; at += 500 * KIB) {
            Arrays.fill(content, at, Math.min(length, at + 250 * KIB), (byte) 0);
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
