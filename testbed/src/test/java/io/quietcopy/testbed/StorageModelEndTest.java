package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorageModelEndTest extends OnStorageModel {

    /** Lets a thread of its own hang in a model, and waits to be killed. */
    static final class Hanging {

        private Hanging() {}

        public static void main(String[] args) throws Exception {
            StorageModel model = StorageModel.builder().start();
            Path file = Files.write(model.file("file"), new byte[4096]);
            model.inject(StorageFault.on(StorageOperation.READ).hang());
            Thread thread = new Thread(() -> {
                try {
                    Files.readAllBytes(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            thread.start();
            if (!model.awaitHanging(1, LIMIT)) {
                throw new IllegalStateException("nothing hangs");
            }
            System.out.println(model.path());
            System.out.println(model.pid());
            thread.join();
        }
    }

    @Test
    void abortingFreesWhoeverHangs() throws IOException {
        Path file = file("file", 4 * MIB);
        Process reader = hangingReader(file);
        reader.destroyForcibly();
        assertThat(Processes.awaitHang(reader.pid(), LIMIT))
                .as("not to be killed")
                .isTrue();

        model.abort();

        assertThat(Tool.ended(reader, LIMIT)).isTrue();
        assertThatThrownBy(() -> Files.size(file)).hasMessageContaining("not connected");
        model.abort();
    }

    @Test
    void closingFreesWhoeverHangs() throws IOException {
        Process reader = hangingReader(file("file", 4 * MIB));

        model.close();
        model.close();

        assertThat(Tool.ended(reader, LIMIT)).isTrue();
        assertThat(reader.exitValue()).isEqualTo(1);
    }

    @Test
    void aKilledModelFreesWhoeverHangs() throws IOException {
        Path file = file("file", 4 * MIB);
        Process reader = hangingReader(file);

        model.killNow();

        assertThat(Tool.ended(reader, LIMIT)).isTrue();
        assertThat(reader.exitValue()).isEqualTo(1);
        assertThatThrownBy(() -> Files.size(file)).hasMessageContaining("not connected");
        assertThatThrownBy(() -> model.counters()).hasMessageContaining("has ended");
    }

    @Test
    void closingTellsWhoStillUsesItAndGoes() throws IOException {
        try (Libc.Descriptor open = Libc.Descriptor.open(file("file", 10), Libc.O_RDONLY)) {
            assertThatThrownBy(() -> model.close())
                    .hasMessageContaining(
                            "still in use by " + ProcessHandle.current().pid());
            assertThat(Mounts.points()).doesNotContain(model.path());
            assertThat(Processes.descriptors()).containsKey(open.fd());
        }
    }

    @Test
    void goesWithAKilledJvmEvenIfThatHangsInIt() throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hanging.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            said = List.of(out.readLine(), out.readLine());
        }
        Path mountPoint = Path.of(said.get(0));
        long pid = Long.parseLong(said.get(1));
        assertThat(Mounts.points()).contains(mountPoint);

        jvm.destroyForcibly();

        assertThat(Tool.ended(jvm, LIMIT)).isTrue();
        assertThat(Processes.awaitEnd(pid, LIMIT)).isTrue();
        assertThat(Mounts.points()).doesNotContain(mountPoint);
        try (Scratch parent = Scratch.create()) {
            // what a killed JVM leaves behind
            Files.move(mountPoint.getParent(), parent.file("left"));
        }
    }

    private Process hangingReader(Path file) throws IOException {
        model.inject(StorageFault.on(StorageOperation.READ)
                .file(file.getFileName().toString())
                .at(MIB)
                .hang());
        Process reader = Blocks.start("dd", "if=" + file, "of=/dev/null", "bs=1M");
        assertThat(model.awaitHanging(1, LIMIT)).isTrue();
        return reader;
    }
}
