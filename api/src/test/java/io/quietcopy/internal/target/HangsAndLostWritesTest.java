package io.quietcopy.internal.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.FailureAction;
import io.quietcopy.TargetMode;
import io.quietcopy.TargetState;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Freeze;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.SeededBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Storage that hangs, storage that loses what it was given, and processes that end at the worst moment. */
class HangsAndLostWritesTest {

    @ParameterizedTest
    @EnumSource(
            value = TargetMode.class,
            names = {"CREATE_NEW", "REPLACE"})
    void aFrozenFileSystemIsMetBeforeTheGate(TargetMode mode) throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        try (MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Path image = fs.file("disk.raw");
            if (mode == TargetMode.REPLACE) {
                Files.writeString(image, "old");
            }
            TargetRequest request =
                    mode == TargetMode.REPLACE ? Requests.replace(image, 10) : Requests.createNew(image, 10);
            try (TargetFile file = TargetFiles.open(request, Requests.HOST)) {
                file.flush();
                AtomicBoolean asked = new AtomicBoolean();
                CountDownLatch started = new CountDownLatch(1);
                CompletableFuture<Published> worker = new CompletableFuture<>();
                try (Freeze freeze = fs.freeze()) {
                    Thread thread = new Thread(() -> {
                        started.countDown();
                        try {
                            worker.complete(file.publish(() -> {
                                asked.set(true);
                                return false;
                            }));
                        } catch (CopyException | RuntimeException e) {
                            worker.completeExceptionally(e);
                        }
                    });
                    thread.start();
                    started.await();
                    awaitHang();
                    assertThat(freeze.frozen()).isTrue();
                    assertThat(worker).isNotDone();
                    assertThat(asked).isFalse();
                }
                assertThat(worker.get().published()).isFalse();
                assertThat(asked).isTrue();
                assertThat(file.abandon(FailureAction.REMOVE, true).leftovers()).isEmpty();
            }
            assertThat(Requests.names(fs.path()))
                    .isEqualTo(mode == TargetMode.REPLACE ? List.of("disk.raw") : List.of());
        }
    }

    /** Waits until a thread of this process sleeps in the kernel where no signal reaches it. */
    private static void awaitHang() throws IOException {
        while (true) {
            try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
                if (threads.anyMatch(HangsAndLostWritesTest::hangs)) {
                    return;
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static boolean hangs(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'D';
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    @Test
    void aLostWriteIsSeenThoughTheEngineClosedItsDescriptorAndNeverForgotten() throws IOException {
        Requirement.require(FileSystemKind.EXT4);
        Requirement.require(FileSystemKind.TMPFS);
        // A file system on a device whose backing file cannot grow: its pages cannot be written back.
        try (MountedFileSystem store =
                        MountedFileSystem.of(FileSystemKind.TMPFS).mount();
                MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.EXT4)
                        .directIo(false)
                        .imageIn(store.path())
                        .mount()) {
            try (TargetFile file = TargetFiles.open(Requests.createNew(fs.file("disk.raw"), 8 << 20), Requests.HOST)) {
                Requests.write(file, 0, SeededBytes.of(7, 0, 8 << 20));
                store.fill(0);
                assertFlushFails(file);
                store.empty();
                assertFlushFails(file);
                assertThat(file.abandon(FailureAction.REMOVE, true).state()).isNotEqualTo(TargetState.COMPLETE);
            }
        }
    }

    @Test
    void aDeviceThatLosesWritesFailsForEver() throws IOException {
        Requirement.require(FileSystemKind.TMPFS, Requirement.LOOP);
        try (MountedFileSystem store =
                MountedFileSystem.of(FileSystemKind.TMPFS).mount()) {
            DiskImages.allocateSparse(store.file("backing"), 4 << 20);
            try (LoopDevice device = LoopDevice.over(store.file("backing"))
                            .directIo(false)
                            .attach();
                    TargetFile target = TargetFiles.open(Requests.device(device.path(), 1 << 20), Requests.HOST)) {
                Requests.write(target, 0, SeededBytes.of(8, 0, 1 << 20));
                store.fill(0);
                assertFlushFails(target);
                store.empty();
                assertFlushFails(target);
            }
        }
    }

    private static void assertFlushFails(TargetFile file) {
        assertThatExceptionOfType(CopyException.class)
                .isThrownBy(file::flush)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FLUSH_FAILED));
    }

    @Test
    void aProcessKilledBetweenTheTwoNamesLeavesAWholeTarget() throws IOException {
        Requirement.require(Requirement.STRACE);
        try (Scratch scratch = Scratch.create()) {
            Path target = scratch.file("disk.raw");
            // The first two belong to the scratch file that tries the link out.
            List<String> strace = List.of(
                    "strace", "-f", "-qqq", "-o", "/dev/null", "-e", "inject=unlink,unlinkat:signal=KILL:when=3");
            try (ChildCopy child = ChildCopy.start(strace, Map.of(), TargetMode.CREATE_NEW, target, 15)) {
                assertThat(child.order("flush")).isEqualTo("FLUSHED");
                assertThat(child.order("publish")).isEqualTo("ENDED");
            }
            assertThat(Files.size(target)).isEqualTo(15);
            // The name may be gone, if the signal came after the call.
            for (var leftover : LeftoverScan.find(scratch.path(), Requests.HOST)) {
                assertThat(leftover.removable()).isTrue();
            }
            try (TargetFile next = TargetFiles.open(Requests.replace(target, 20), Requests.HOST)) {
                next.flush();
                assertThat(next.publish(PublishGate.OPEN).published()).isTrue();
            }
            for (var leftover : LeftoverScan.find(scratch.path(), Requests.HOST)) {
                assertThat(leftover.remove()).isTrue();
            }
            assertThat(Requests.names(scratch.path())).containsExactly("disk.raw");
        }
    }
}
