package io.quietcopy.conformance.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.JsonTree;
import io.quietcopy.conformance.WholeMachine;
import io.quietcopy.conformance.packaged.Program.Ended;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * A stranger builds an engine with what is installed and nothing else, and the suite tells it from its wrong twin. In a copy, so that
 * nothing of this checkout is within reach.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
@Tag("once")
class ThirdPartyEngineIT {
    /**
     * What an engine breaks that keeps the last bytes to itself: they are not there when it calls them complete, nor when another
     * session does the same, and a write that was never made cannot fail.
     */
    private static final List<String> BROKEN = List.of("E-BYTES-1", "E-PERMIT-3", "E-ERROR-4", "E-CONC-1");

    private Scratch scratch;
    private Path project;

    @BeforeAll
    void copyExample() throws IOException {
        scratch = Scratch.create();
        project = scratch.file("plain engine");
        Path example = Artifacts.file("examples/third-party-engine");
        try (Stream<Path> tree = Files.walk(example)) {
            for (Path file : tree.filter(path -> !path.startsWith(example.resolve("target")))
                    .toList()) {
                Files.copy(file, project.resolve(example.relativize(file).toString()));
            }
        }
    }

    @BeforeEach
    void requireAll() {
        WholeMachine.require();
    }

    @AfterAll
    void removeCopy() throws IOException {
        scratch.close();
    }

    @Test
    @Order(1)
    void itsBuildPasses() throws Exception {
        InstalledRepository repository = new InstalledRepository(scratch.file("repository"));
        List<Object> command = new ArrayList<>(List.of(
                Artifacts.property("maven.executable"),
                "-B",
                "-Dmaven.repo.local=" + repository.folder(),
                "-Dquietcopy.version=" + Artifacts.version(),
                "-Dquietcopy.conformance.tries=1",
                "package"));
        if (Artifacts.property("maven.mode").equals("offline=true")) {
            command.add("-o");
        }
        Ended build = Program.run(project, command.toArray());
        assertThat(build.status()).as(build.output()).isZero();
        assertThat(reasonsOfSkippedTests())
                .as("what the machine or the engine lacks, and nothing else, keeps a check from running")
                .isNotEmpty()
                .allMatch(reason -> reason.contains("needs a device") || reason.contains("does not declare"));
    }

    private List<String> reasonsOfSkippedTests() {
        Path report = project.resolve("target/surefire-reports/TEST-org.example.plain.PlainEngineConformanceTest.xml");
        return Pattern.compile("<skipped type=[^>]*><!\\[CDATA\\[(.*)")
                .matcher(read(report))
                .results()
                .map(reason -> reason.group(1))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(2)
    void theCommandPassesIt() throws Exception {
        Ended ended = suite("plain", "", "E-BYTES-1", "E-BYTES-2", "E-ZERO-2", "E-STOP-2");
        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("\nPASSED  ");
    }

    @Test
    @Order(3)
    void itsWrongTwinFails() throws Exception {
        Ended ended = suite("plain-losing-tails", ":target/test-classes", BROKEN.toArray(String[]::new));
        assertThat(ended.status()).as(ended.output()).isEqualTo(1);
        Map<String, Object> report = JsonTree.of(read(project.resolve("out/report.json")));
        // A rule that is broken fails whether it was asked for or not.
        List<?> failed = ((List<?>) report.get("rules"))
                .stream()
                        .map(rule -> (Map<?, ?>) rule)
                        .filter(rule -> rule.get("standing").equals("fail"))
                        .map(rule -> rule.get("id"))
                        .toList();
        assertThat(failed).asString().isEqualTo(BROKEN.toString());
        assertThat(ended.output())
                .contains("E-BYTES-1       Every byte arrives\n")
                .contains("first wrong byte: target")
                .contains("--replay 'lengths@files plain'");
    }

    private Ended suite(String engine, String more, String... rules) throws Exception {
        List<Object> command = new ArrayList<>(List.of(
                Program.java(),
                "-cp",
                Artifacts.allJar() + ":target/plain-engine-1.0.0.jar:target/lib/*" + more,
                "io.quietcopy.conformance.Main",
                "--engine",
                engine,
                "--dir",
                Files.createDirectories(scratch.file("under test")),
                "--report",
                "out",
                "--tries",
                "1"));
        for (String rule : rules) {
            command.addAll(List.of("--rule", rule));
        }
        return Program.run(project, command.toArray());
    }
}
