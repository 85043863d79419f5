package io.quietcopy.engine.linux.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quietcopy.engine.linux.Place;
import io.quietcopy.engine.linux.kernel.FileSystems;
import io.quietcopy.spi.HostServices;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.NbdStore;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeekMapTest {
    private static final int MIB = 1 << 20;
    private static final long LENGTH = (1L << 40) + 4096 + 17;

    private final LinuxHostServices services = new LinuxHostServices();

    @ParameterizedTest
    @EnumSource(FileSystemKind.class)
    void dirtyPagesAreDataAndAreNotFlushed(FileSystemKind kind) throws IOException {
        Requirement.require(kind);
        try (Place fs = Place.on(kind)) {
            Path file = fs.file("image");
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                write(channel, 4L * MIB, 2 * MIB);
                write(channel, 1L << 39, 1);
                write(channel, LENGTH - 1, 1);

                long dirtyBefore = Residency.of(file).dirtyPages();
                List<Allocation.Range> data = map(file, LENGTH);

                assertThat(data).hasSize(3);
                assertThat(data.get(0).offsetBytes()).isEqualTo(4L * MIB);
                assertThat(data.get(0).endBytes()).isEqualTo(6L * MIB);
                assertThat(data.get(1).offsetBytes()).isBetween((1L << 39) - 65536, 1L << 39);
                assertThat(data.get(2).endBytes()).isEqualTo(LENGTH);
                if (kind == FileSystemKind.EXT4 || kind == FileSystemKind.XFS || kind == FileSystemKind.BTRFS) {
                    assertThat(dirtyBefore).isPositive();
                    assertThat(Residency.of(file).dirtyPages()).isEqualTo(dirtyBefore);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(FileSystemKind.class)
    void aFileOfOneHoleHasNoData(FileSystemKind kind) throws IOException {
        Requirement.require(kind);
        try (Place fs = Place.on(kind)) {
            Path file = fs.file("hole");
            try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
                made.setLength(1L << 30);
            }
            assertThat(map(file, 1L << 30)).isEmpty();
            Path empty = Files.createFile(fs.file("empty"));
            assertThat(map(empty, 0)).isEmpty();
        }
    }

    @Test
    void anOverlayOverSomethingUnknownIsNotBelieved() {
        assertThat(new MountType(FileSystems.OVERLAY, List.of()).knowsHoles()).isFalse();
        assertThat(new MountType(FileSystems.OVERLAY, List.of(0xef53L, 0x6969L)).knowsHoles())
                .isFalse();
        assertThat(new MountType(FileSystems.OVERLAY, List.of(0xef53L, FileSystems.TMPFS)).knowsHoles())
                .isTrue();
    }

    @Test
    void aFuseFileIsNotBelieved() throws IOException {
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        try (Scratch scratch = Scratch.create()) {
            Path backing = Files.write(scratch.file("backing"), new byte[MIB]);
            try (NbdStore store = NbdStore.over(backing).start()) {
                assertUnsupported(store.file());
            }
        }
    }

    @Test
    void aDeviceHasNoMap() throws IOException {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create()) {
            Path backing = Files.write(scratch.file("backing"), new byte[MIB]);
            try (LoopDevice loop = LoopDevice.attach(backing, 512)) {
                Leaks before = Leaks.since();
                assertUnsupported(loop.path());
                before.assertNone();
            }
            assertUnsupported(Path.of("/dev/null"));
            assertUnsupported(Path.of("/proc/self/stat"));
        }
    }

    @Test
    void theLayersOfAnOverlayAreReadWhateverTheirNames() throws IOException {
        assertThat(OverlayLayers.parse("36 25 0:31 / /m rw - overlay overlay "
                        + "rw,lowerdir=/a\\040b:/c\\134:d::/e,upperdir=/u\\134,v,workdir=/w,redirect_dir=on"))
                .containsExactly(Path.of("/a b"), Path.of("/c:d"), Path.of("/e"), Path.of("/u,v"));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> OverlayLayers.parse("36 25 0:31 / /m rw - overlay o rw,lowerdir=a,upperdir=/u"));
    }

    private void assertUnsupported(Path file) {
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> services.extents(file));
    }

    private List<Allocation.Range> map(Path file, long length) throws IOException {
        List<Allocation.Range> found = new ArrayList<>();
        try (HostServices.ExtentMap map = services.extents(file)) {
            long at = map.nextData(0);
            while (at >= 0) {
                long end = map.nextHole(at);
                found.add(new Allocation.Range(at, end - at));
                at = end < length ? map.nextData(end) : -1;
            }
        }
        return found;
    }

    private static void write(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer ones = ByteBuffer.allocateDirect(length);
        while (ones.hasRemaining()) {
            ones.put((byte) 1);
        }
        ones.flip();
        while (ones.hasRemaining()) {
            channel.write(ones, offset + ones.position());
        }
    }
}
