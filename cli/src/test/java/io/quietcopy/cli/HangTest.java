package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.cli.CommandProcess.Ended;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Freeze;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Storage that hangs in the kernel: the command says so and ends; only the kernel may hold its exit. */
@Timeout(120)
class HangTest {
    @Test
    void theCommandAnswersWhileTheStorageHangs() throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem place =
                        MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Path source = DiskImages.random(scratch.file("source"), 16 << 20, 1);
            Moving moving = Moving.into(place.path());
            CommandProcess command = CommandProcess.builder()
                    .start("copy", "--json", "--pace", "4MiB/s", "--stall-timeout", "2s", source, place.file("target"));
            moving.await(command);
            long frozenAt = System.nanoTime();
            try (Freeze freeze = place.freeze()) {
                while (!command.err().contains("code  ")) {
                    assertThat(Duration.ofNanos(System.nanoTime() - frozenAt)).isLessThan(Duration.ofSeconds(20));
                    LockSupport.parkNanos(20_000_000);
                }
                assertThat(freeze.frozen()).isTrue();
            }
            Ended ended = command.await();
            assertThat(ended.err())
                    .contains("target      still being written: a call hangs in the kernel")
                    .contains("code        stalled");
            assertThat(ended.out()).contains("\"targetState\":\"still-being-written\"", "\"exit\":1");
            assertThat(ended.status()).isEqualTo(1);
            assertThat(place.file("target")).doesNotExist();
        }
    }
}
