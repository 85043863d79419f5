package io.quietcopy.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.cli.Main;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.NbdStore;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Success means durable. Since the page cache survives a killed process, order and durability are proven apart from the kills:
 * by the recorded order of system calls, and by storage that forgets what was not flushed.
 */
@Timeout(120)
class DurableOrderTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static List<String> copyCommand(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                JAVA,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "copy"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void requireTools(String engine) {
        if (engine.equals("dd")) {
            Requirement.require(Requirement.GNU_DD);
        }
    }

    @ParameterizedTest
    @CsvSource({"dd, false", "dd, true", "direct-nio, false", "native, true", "native, false"})
    void dataIsFlushedBeforeTheNameAndTheFolderAfterIt(String engine, boolean replace) throws Exception {
        Requirement.require(Requirement.STRACE);
        requireTools(engine);
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), (3 << 20) + 513, 3);
            Path folder = Files.createDirectory(scratch.file("folder"));
            Path target = folder.resolve("target");
            List<String> command = copyCommand(source.toString(), target.toString(), "--engine", engine);
            if (replace) {
                Files.write(target, new byte[100]);
                command.add("--replace");
            }
            Trace trace = Trace.of(command)
                    .calls("write", "pwrite64", "pwritev2", "fsync", "rename", "renameat2", "link", "linkat")
                    .run(Duration.ofSeconds(60));
            assertThat(trace.exitStatus()).as(trace.err()).isZero();
            Trace.Call name = trace.last(call ->
                            call.is("rename", "renameat2", "link", "linkat") && call.on(target) && call.succeeded())
                    .orElseThrow();
            Predicate<Trace.Call> staged = call -> call.arguments().contains("<" + folder + "/.quietcopy-");
            Trace.Call lastWrite = trace.last(staged.and(call -> call.is("write", "pwrite64", "pwritev2")))
                    .orElseThrow();
            Trace.Call flush = trace.first(
                            staged.and(call -> call.is("fsync") && call.succeeded() && lastWrite.endedBefore(call)))
                    .orElseThrow();
            assertThat(trace.first(
                            call -> call.is("fsync") && call.on(folder) && call.succeeded() && name.endedBefore(call)))
                    .as("the folder is flushed after the name")
                    .isPresent();
            assertThat(lastWrite.endedBefore(flush)).isTrue();
            assertThat(flush.endedBefore(name)).isTrue();
            ByteCompare.assertSame(source, target);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dd", "direct-nio", "native"})
    void aStoreThatDiesRightAfterSuccessHasLostNothing(String engine) throws Exception {
        requireTools(engine);
        Requirement.require(FileSystemKind.EXT4, Requirement.NBDKIT, Requirement.NBDFUSE);
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), (5 << 20) + 4099, 4);
            Path backing = DiskImages.ext4(scratch.file("backing"), 128 << 20, 1, 5);
            try (NbdStore store = NbdStore.over(backing).start()) {
                try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4)
                        .existingImage(store.file())
                        .mount()) {
                    Process copy = new ProcessBuilder(copyCommand(
                                    source.toString(), place.file("target").toString(), "--engine", engine))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
                    assertThat(copy.waitFor()).isZero();
                    store.killNow();
                }
                store.restart();
                try (MountedFileSystem again = MountedFileSystem.of(FileSystemKind.EXT4)
                        .existingImage(store.file())
                        .mount()) {
                    ByteCompare.assertSame(source, again.file("target"));
                }
            }
        }
    }
}
