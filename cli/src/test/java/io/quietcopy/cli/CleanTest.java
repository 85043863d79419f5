package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.cli.CommandProcess.Ended;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code quietcopy clean}: what killed copies left goes, what a living one needs stays. */
@Timeout(120)
class CleanTest {
    private Scratch scratch;
    private Path source;

    @BeforeEach
    void makeSource() throws IOException {
        scratch = Scratch.create();
        source = DiskImages.random(scratch.file("source"), 8 << 20, 1);
    }

    @AfterEach
    void removeFolder() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    @Test
    void removesWhatAKilledCopyLeftAndNothingElse() throws Exception {
        CommandProcess killed = copying("killed");
        List<Long> children = Processes.descendants(killed.pid());
        new ProcessBuilder("kill", "-KILL", Long.toString(killed.pid())).start().waitFor();
        killed.await();
        for (long child : children) {
            assertThat(Processes.awaitEnd(child, Duration.ofSeconds(10))).isTrue();
        }
        // Only now: a probe of the engine's may have had a file here for a moment while the copy ran.
        List<Path> left = files().stream().filter(f -> !f.equals(source)).toList();
        assertThat(left).anyMatch(f -> f.toString().endsWith(".part"));
        CommandProcess living = copying("living");

        InProcess quietcopy = new InProcess();
        String folder = scratch.path().toString();
        String listed = quietcopy.run("clean", "--dry-run", folder).out();
        assertThat(listed).containsPattern("(?m)^kept ");
        assertThat(left)
                .allSatisfy(file ->
                        assertThat(listed).containsPattern("(?m)^removed +.* " + Pattern.quote(file.toString())))
                .allSatisfy(file -> assertThat(file).exists());

        InProcess.Ended ended = quietcopy.run("clean", "--json", folder);
        assertThat(ended.status()).isZero();
        List<String> results = new ArrayList<>();
        for (Object item : (List<?>) JsonTree.of(ended.out()).get("leftovers")) {
            results.add((String) ((Map<?, ?>) item).get("result"));
        }
        assertThat(results).contains("removed", "kept").doesNotContain("failed");
        assertThat(left).allSatisfy(file -> assertThat(file).doesNotExist());

        new ProcessBuilder("kill", "-INT", Long.toString(living.pid())).start().waitFor();
        Ended interrupted = living.await();
        assertThat(interrupted.status()).isEqualTo(130);
        assertThat(files()).containsExactly(source);
        assertThat(quietcopy.run("clean", folder).out()).isEqualTo("Nothing to clean in " + folder + "\n");
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(scratch.path())) {
            return files.toList();
        }
    }

    /** Starts a copy that would take long, and waits until it moves bytes. */
    private CommandProcess copying(String target) throws Exception {
        Moving moving = Moving.into(scratch.path());
        CommandProcess command =
                CommandProcess.builder().start("copy", "--quiet", "--pace", "1MiB/s", source, scratch.file(target));
        moving.await(command);
        return command;
    }
}
