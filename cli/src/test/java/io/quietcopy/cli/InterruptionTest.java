package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.cli.CommandProcess.Ended;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C and other signals: they clean up, tell what became of the target, and set the exit status. */
@Timeout(120)
class InterruptionTest {
    private static final int MIB = 1 << 20;
    private static final String GONE =
            "quietcopy: cancelled; the target is not there; what had been written was removed\n";

    private Scratch scratch;
    private Path source;
    private Path target;

    @BeforeEach
    void makeSource() throws IOException {
        scratch = Scratch.create();
        source = DiskImages.random(scratch.file("source"), 16 * MIB, 1);
        target = scratch.file("target");
    }

    @AfterEach
    void removeFolder() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "direct-nio", "dd"})
    void controlCLeavesNothing(String engine) throws Exception {
        if (engine.equals("dd")) {
            Requirement.require(Requirement.GNU_DD);
        }
        CommandProcess command = copying("--quiet", "--engine", engine);
        signal("INT", command.pid());
        Ended ended = command.await();
        assertThat(ended.err()).isEqualTo(GONE);
        assertThat(ended.status()).isEqualTo(130);
        assertNothingLeft(command);
    }

    @Test
    void controlCReachesTheEnginesChildrenToo() throws Exception {
        Requirement.require(Requirement.GNU_DD);
        // A terminal sends the signal to the whole group. Such a program is started in a group of its own.
        CommandProcess command = started(CommandProcess.builder().wrapped("setsid"), "--quiet", "--engine", "dd");
        signal("INT", -command.pid());
        Ended ended = command.await();
        assertThat(ended.err()).isEqualTo(GONE);
        assertThat(ended.status()).isEqualTo(130);
        assertNothingLeft(command);
    }

    @Test
    void terminationIsLikeControlC() throws Exception {
        CommandProcess command = copying("--quiet");
        signal("TERM", command.pid());
        Ended ended = command.await();
        assertThat(ended.err()).isEqualTo(GONE);
        assertThat(ended.status()).isEqualTo(143);
        assertNothingLeft(command);
    }

    @Test
    void aCopyInPlaceSaysThatItIsPartial() throws Exception {
        Files.write(target, new byte[MIB]);
        CommandProcess command = copying("--quiet", "--in-place", "--json");
        signal("INT", command.pid());
        Ended ended = command.await();
        assertThat(ended.err())
                .isEqualTo("quietcopy: cancelled; the target is partly written; it was 1 MiB long before\n");
        assertThat(JsonTree.of(ended.out())).doesNotContainKey("exit").containsKey("error");
        assertThat(ended.out()).contains("\"code\":\"cancelled\"", "\"targetState\":\"partial\"");
        assertThat(ended.status()).isEqualTo(130);
    }

    @Test
    void aProgramIsToldInJson() throws Exception {
        CommandProcess command = copying("--progress", "json");
        signal("TERM", command.pid());
        Ended ended = command.await();
        assertThat(ended.err().lines().toList())
                .allSatisfy(line -> assertThat(JsonTree.of(line + "\n")).isNotEmpty())
                .last()
                .asString()
                .contains("\"code\":\"cancelled\"");
        assertThat(ended.out()).isEmpty();
    }

    private CommandProcess copying(String... options) throws Exception {
        return started(CommandProcess.builder(), options);
    }

    /** Starts a copy that would take long, and waits until it moves bytes. */
    private CommandProcess started(CommandProcess.Builder builder, String... options) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("copy", "--pace", "1MiB/s"));
        arguments.addAll(List.of(options));
        arguments.add(source);
        arguments.add(target);
        Moving moving = Moving.into(scratch.path());
        CommandProcess command = builder.start(arguments.toArray());
        moving.await(command);
        return command;
    }

    private static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, "--", Long.toString(pid))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private void assertNothingLeft(CommandProcess command) throws IOException {
        for (long child : Processes.descendants(command.pid())) {
            assertThat(Processes.awaitEnd(child, Duration.ofSeconds(5))).isTrue();
        }
        try (var files = Files.list(scratch.path())) {
            assertThat(files).containsExactly(source);
        }
    }
}
