package io.quietcopy.engine.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.engine.linux.Place;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageLocksTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final LinuxHostServices services = new LinuxHostServices();
    private Scratch scratch;

    @BeforeEach
    void setUp() throws IOException {
        scratch = Scratch.create();
    }

    @AfterEach
    void tearDown() throws IOException {
        scratch.close();
    }

    @Test
    void anImageThatNobodyUsesIsFree() throws IOException {
        Path image = DiskImages.random(scratch.file("image"), 1 << 20, 1);
        assertThat(services.inUse(image)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = FileSystemKind.class,
            names = {"EXT4", "XFS", "BTRFS", "TMPFS", "OVERLAY"})
    void anImageThatQemuHoldsIsInUse(FileSystemKind kind) throws Exception {
        Requirement.require(kind, Requirement.QEMU_IMG);
        try (Place fs = Place.on(kind)) {
            Path image = DiskImages.random(fs.file("image"), 1 << 20, 1);
            assertSeen(image, "-f", "raw", image.toString());
            assertSeen(image, "-r", "-f", "raw", image.toString());
        }
    }

    @Test
    void aDeviceThatQemuHoldsIsInUse() throws Exception {
        Requirement.require(Requirement.LOOP, Requirement.QEMU_IMG);
        Path backing = DiskImages.random(scratch.file("backing"), 1 << 20, 1);
        try (LoopDevice loop = LoopDevice.attach(backing, 512)) {
            assertSeen(loop.path(), "-f", "raw", loop.path().toString());
        }
    }

    @Test
    void aLockOnTheWholeFileCounts() throws IOException {
        Path image = DiskImages.random(scratch.file("image"), 1 << 20, 1);
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            assertThat(lock).isNotNull();
            assertThat(services.inUse(image).orElseThrow())
                    .startsWith("a program that has locked bytes from 0 on (process "
                            + ProcessHandle.current().pid() + ", ");
        }
    }

    @Test
    void theCopiersOwnLockIsNoSignOfUse() throws IOException {
        Path image = DiskImages.random(scratch.file("image"), 1 << 20, 1);
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false)) {
            assertThat(lock).isNotNull();
            assertThat(services.inUse(image)).isEmpty();
        }
    }

    private void assertSeen(Path image, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "qemu-io";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process qemu = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            Optional<String> user = awaitUser(image);
            assertThat(user.orElseThrow())
                    .isEqualTo("a program that locks it as QEMU does (process " + qemu.pid() + ", qemu-io)");
        } finally {
            qemu.getOutputStream().close();
            qemu.waitFor();
        }
        assertThat(services.inUse(image)).isEmpty();
    }

    private Optional<String> awaitUser(Path image) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        Optional<String> user = services.inUse(image);
        while (user.isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(5);
            user = services.inUse(image);
        }
        return user;
    }
}
