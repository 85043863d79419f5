package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

class LeaksTest {

    @Test
    void namesEverythingThatIsLeftBehind() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path file = Files.createFile(scratch.file("before"));
            Leaks leaks = Leaks.since(scratch.path());
            CountDownLatch end = new CountDownLatch(1);
            Thread thread = new Thread(() -> awaitQuietly(end), "left-behind");
            thread.setDaemon(true);
            Process process;
            try (InputStream open = Files.newInputStream(file)) {
                assertThat(open.read()).isEqualTo(-1);
                thread.start();
                process = Blocks.start("sleep", "60");
                Files.createFile(scratch.file("after"));

                assertThat(leaks.found())
                        .contains(
                                "open descriptor of " + file,
                                "thread left-behind",
                                "child process " + process.pid() + " (" + Processes.commandLine(process.pid()) + ")",
                                "file " + scratch.file("after"))
                        .doesNotContain("file " + file);
            }
            process.destroyForcibly();
            assertThatThrownBy(() -> leaks.assertNone(Duration.ofMillis(10)))
                    .isInstanceOf(AssertionFailedError.class)
                    .hasMessageContaining("thread left-behind")
                    .hasMessageNotContaining("descriptor of " + file);
            end.countDown();
            Files.delete(scratch.file("after"));
            process.getInputStream().close();
            process.getErrorStream().close();
            process.getOutputStream().close();
            leaks.assertNone();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
