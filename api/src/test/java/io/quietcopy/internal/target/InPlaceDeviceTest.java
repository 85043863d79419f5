package io.quietcopy.internal.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quietcopy.CopyRefusedException;
import io.quietcopy.ErrorCode;
import io.quietcopy.FailureAction;
import io.quietcopy.GuardPolicy;
import io.quietcopy.TargetState;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.FileKind;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.SeededBytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InPlaceDeviceTest {
    private static final int LENGTH = 1 << 20;

    private Scratch scratch;
    private LoopDevice device;

    @BeforeEach
    void attachDevice() throws IOException {
        Requirement.require(Requirement.LOOP);
        scratch = Scratch.create();
        DiskImages.allocateSparse(scratch.file("backing"), LENGTH);
        device = LoopDevice.attach(scratch.file("backing"), 512);
    }

    @AfterEach
    void detachDevice() throws IOException {
        if (device != null) {
            device.close();
            scratch.close();
        }
    }

    @Test
    void aDeviceIsWrittenAndForced() throws IOException {
        byte[] data = SeededBytes.of(5, 0, 8192);
        try (TargetFile target = TargetFiles.open(Requests.device(device.path(), 8192), Requests.HOST)) {
            assertThat(target.side().kind()).isEqualTo(FileKind.BLOCK_DEVICE);
            assertThat(target.side().lengthBytes()).isEqualTo(LENGTH);
            assertThat(target.guard()).contains("no exclusive claim", "locked with fcntl");
            target.confirmClaim();
            Requests.write(target, 0, data);
            target.flush();
            assertThat(target.publish(PublishGate.OPEN).durable()).isTrue();
        }
        try (var input = Files.newInputStream(scratch.file("backing"))) {
            assertThat(input.readNBytes(8192)).isEqualTo(data);
        }
    }

    @Test
    void aWrittenDeviceIsPartial() throws IOException {
        try (TargetFile target = TargetFiles.open(Requests.device(device.path(), 8192), Requests.HOST)) {
            Abandoned end = target.abandon(FailureAction.REMOVE, true);
            assertThat(end.state()).isEqualTo(TargetState.PARTIAL);
            assertThat(end.lengthBefore()).hasValue(LENGTH);
        }
        try (TargetFile target = TargetFiles.open(Requests.device(device.path(), 8192), Requests.HOST)) {
            assertThat(target.abandon(FailureAction.REMOVE, false).state()).isEqualTo(TargetState.UNTOUCHED);
        }
    }

    @Test
    void aDeviceThatIsTooSmallIsRefused() {
        assertRefused(Requests.HOST, ErrorCode.TARGET_TOO_SMALL, LENGTH + 1);
    }

    @Test
    void twoCopiesKeepOffEachOther() throws IOException {
        try (TargetFile first = TargetFiles.open(Requests.device(device.path(), LENGTH), Requests.HOST)) {
            assertRefused(Requests.HOST, ErrorCode.TARGET_BUSY, LENGTH);
            first.confirmClaim();
        }
    }

    @Test
    void aCopyThatHasClaimedTheDeviceIsToldFromStrangers() throws IOException {
        AtomicInteger held = new AtomicInteger();
        Host host = claiming(path -> {
            if (held.getAndSet(1) != 0) {
                throw new FileSystemException(path.toString(), null, "busy");
            }
            return () -> held.set(0);
        });
        try (TargetFile first = TargetFiles.open(Requests.device(device.path(), LENGTH), host)) {
            assertRefused(host, ErrorCode.TARGET_BUSY, LENGTH);
            first.confirmClaim();
        }
        assertThat(held).hasValue(0);
    }

    @Test
    void theClaimIsHeldUntilTheEnd() throws IOException {
        AtomicInteger held = new AtomicInteger();
        Host host = claiming(path -> {
            held.incrementAndGet();
            return held::decrementAndGet;
        });
        try (TargetFile target = TargetFiles.open(Requests.device(device.path(), LENGTH), host)) {
            assertThat(target.guard()).startsWith("claimed exclusively");
            assertThat(held).hasValue(1);
        }
        assertThat(held).hasValue(0);
        assertRefused(host, ErrorCode.TARGET_TOO_SMALL, LENGTH + 1);
        assertThat(held).hasValue(0);
    }

    @Test
    void whatSomebodyElseHasClaimedIsRefusedUnlessAWarningIsEnough() throws IOException {
        Host host = claiming(path -> {
            throw new FileSystemException(path.toString(), null, "busy");
        });
        assertRefused(host, ErrorCode.TARGET_IN_USE, LENGTH);
        TargetRequest warn = Requests.with(Requests.device(device.path(), LENGTH), GuardPolicy.WARN);
        try (TargetFile target = TargetFiles.open(warn, host)) {
            assertThat(target.guard()).startsWith("somebody else has claimed the device");
        }
    }

    @Test
    void aMountedDeviceIsRefusedInAnyCase() throws IOException {
        Requirement.require(FileSystemKind.EXT4);
        Host host = claiming(path -> {
            throw new FileSystemException(path.toString(), null, "Device or resource busy");
        });
        try (MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            TargetRequest warn =
                    Requests.with(Requests.device(fs.device().orElseThrow().path(), LENGTH), GuardPolicy.WARN);
            assertThatExceptionOfType(CopyRefusedException.class)
                    .isThrownBy(() -> TargetFiles.open(warn, host))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_MOUNTED));
        }
    }

    @Test
    void aDeviceThatCannotBeClaimedAtAllIsOpenedWithout() throws IOException {
        Host host = claiming(path -> {
            throw new UnsupportedOperationException();
        });
        try (TargetFile target = TargetFiles.open(Requests.device(device.path(), LENGTH), host)) {
            assertThat(target.guard()).startsWith("no exclusive claim");
        }
    }

    private void assertRefused(Host host, ErrorCode code, long length) {
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> TargetFiles.open(Requests.device(device.path(), length), host))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    private interface Claimer {
        Closeable claim(Path path) throws IOException;
    }

    private static Host claiming(Claimer claimer) {
        return Host.local(Optional.of(new NoServices() {
            @Override
            public Closeable claim(Path path) throws IOException {
                return claimer.claim(path);
            }
        }));
    }
}
