package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.cli.CommandProcess.Ended;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Freeze;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong around a whole command: a failed flush, limits, a second command, storage that hangs. */
@Timeout(120)
class TroubleTest {
    private static final long MIB = 1 << 20;
    private static final long LENGTH = 24 * MIB + 512;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern DONE = Pattern.compile("\"phase\":\"transfer\",\"doneBytes\":(\\d+)");

    private Scratch scratch;
    private Path source;
    private Path folder;
    private Path target;

    @BeforeEach
    void makeSource() throws IOException {
        scratch = Scratch.create();
        source = DiskImages.random(scratch.file("source"), LENGTH, 1);
        folder = Files.createDirectory(scratch.file("folder"));
        target = folder.resolve("target");
    }

    @AfterEach
    void removeFolder() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    @ParameterizedTest(name = "replace: {0}")
    @ValueSource(booleans = {false, true})
    void aFlushThatFailsIsAFailureAndPublishesNothing(boolean replace) throws Exception {
        Requirement.require(Requirement.STRACE);
        if (replace) {
            Files.writeString(target, "old");
        }
        Ended ended = CommandProcess.builder()
                .wrapped("strace", "-f", "-qqq", "-o", "/dev/null")
                .wrapped("-e", "trace=fsync", "-e", "inject=fsync:error=EIO")
                .run("copy", source, target, replace ? "--replace" : "--quiet");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("code        flush-failed", "Input/output error", "while flushing", target.toString())
                .contains(replace ? "target      untouched" : "target      not there")
                .doesNotContain(".quietcopy-");
        if (replace) {
            assertThat(target).hasContent("old");
        }
        assertThat(names()).isEqualTo(replace ? List.of("target") : List.of());
    }

    @Test
    void aLimitOfFileSizeRefusesACopyThatIsLonger() throws Exception {
        Requirement.require(Requirement.PRLIMIT);
        Ended ended = CommandProcess.builder()
                .wrapped("prlimit", "--fsize=" + (LENGTH - 1))
                .run("copy", source, target);

        assertThat(ended.err()).contains("code        file-too-large", "ulimit -f", "target      untouched");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(names()).isEmpty();
    }

    /** The kernel then ends dd by SIGXFSZ, which says nothing by itself; a Java engine gets an error. */
    @ParameterizedTest
    @ValueSource(strings = {"native", "direct-nio", "dd"})
    void aLimitOfFileSizeThatComesMidwayIsNamedWithItsPlace(String engine) throws Exception {
        Requirement.require(Requirement.PRLIMIT);
        if (engine.equals("dd")) {
            Requirement.require(Requirement.GNU_DD);
        }
        CommandProcess command = copying(target, "--engine", engine);
        awaitDone(command, MIB);
        run("prlimit", "--pid", Long.toString(command.pid()), "--fsize=" + 12 * MIB);
        Ended ended = command.await();

        assertThat(JsonTree.of(ended.err().lines().reduce((a, b) -> b).orElseThrow() + "\n"))
                .extractingByKey("error")
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("code", "file-too-large")
                .containsEntry("targetState", "removed")
                .extractingByKey("byteOffset")
                // Of several blocks in flight any may be the first to fail.
                .satisfies(
                        offset -> assertThat(Long.parseLong(offset.toString())).isBetween(12 * MIB, 13 * MIB));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(names()).isEmpty();
    }

    @Test
    void theSecondCommandToOneTargetIsRefused() throws Exception {
        CommandProcess first = copying(target);
        awaitDone(first, MIB);

        Ended second = CommandProcess.run("copy", source, target);

        assertThat(second.err()).contains("code        target-busy", "target      untouched");
        assertThat(second.status()).isEqualTo(3);
        assertThat(first.isAlive()).isTrue();
        assertThat(first.await().status()).isZero();
        ByteCompare.assertSame(source, target);
        assertThat(names()).containsExactly("target");
    }

    /** A thread of the command's own hangs, so the kernel keeps the process; but it has told everything by then. */
    @Test
    void theErrorIsPrintedThoughTheKernelHoldsTheProcess() throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            CommandProcess command;
            try (Freeze freeze = place.freeze()) {
                command = CommandProcess.builder().start("copy", "--deadline", "2s", source, place.file("target"));
                await(() -> command.err().contains("code  "));
                assertThat(freeze.frozen()).isTrue();
                assertThat(Processes.hangs(command.pid())).isTrue();
            }
            Ended ended = command.await();
            assertThat(ended.err())
                    .contains(
                            "code        deadline-exceeded", "target      still being written", "preparing the target");
            assertThat(ended.status()).isEqualTo(1);
            assertThat(place.file("target")).doesNotExist();
            cleanAndFindNothing(place);
        }
    }

    /** Only the engine's child hangs, so the command ends; the child when the kernel lets it. */
    @Test
    void controlCEndsACommandWhoseChildHangs() throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE, Requirement.GNU_DD);
        try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            CommandProcess command = copying(place.file("target"), "--engine", "dd");
            awaitDone(command, MIB);
            List<Long> children;
            try (Freeze freeze = place.freeze()) {
                awaitHangingChild(command);
                children = Processes.descendants(command.pid());
                run("kill", "-INT", Long.toString(command.pid()));

                Ended ended = command.await();

                assertThat(freeze.frozen()).isTrue();
                assertThat(ended.status()).isEqualTo(130);
                assertThat(ended.err()).contains("\"code\":\"cancelled\"", "\"targetState\":\"still-being-written\"");
                assertThat(children).anyMatch(Processes::alive);
            }
            assertThat(children).allMatch(child -> Processes.awaitEnd(child, LIMIT));
            assertThat(place.file("target")).doesNotExist();
            cleanAndFindNothing(place);
        }
    }

    /** What a command that had to leave could not remove, the next one can. */
    private static void cleanAndFindNothing(MountedFileSystem place) throws IOException {
        InProcess.Ended cleaned = new InProcess().run("clean", place.path().toString());
        assertThat(cleaned.status()).isZero();
        try (var names = Files.list(place.path())) {
            assertThat(names.map(name -> name.getFileName().toString())).containsOnly("lost+found");
        }
    }

    private CommandProcess copying(Path to, String... options) {
        List<Object> arguments = new ArrayList<>(List.of("copy", "--progress", "json", "--pace", "8MiB/s", source, to));
        arguments.addAll(List.of(options));
        return CommandProcess.builder().start(arguments.toArray());
    }

    private static void awaitDone(CommandProcess command, long bytes) {
        await(() -> {
            long done = 0;
            for (Matcher found = DONE.matcher(command.err()); found.find(); ) {
                done = Long.parseLong(found.group(1));
            }
            return done >= bytes || !command.isAlive();
        });
        assertThat(command.isAlive()).as(command.err()).isTrue();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Ordinary reads and writes wait too, but not for so long. */
    private static void awaitHangingChild(CommandProcess command) {
        int[] looks = new int[1];
        await(() -> {
            boolean hangs = Processes.descendants(command.pid()).stream().anyMatch(Processes::hangs);
            looks[0] = hangs ? looks[0] + 1 : 0;
            return looks[0] == 10;
        });
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private List<String> names() throws IOException {
        try (var names = Files.list(folder)) {
            return names.map(name -> name.getFileName().toString()).toList();
        }
    }
}
