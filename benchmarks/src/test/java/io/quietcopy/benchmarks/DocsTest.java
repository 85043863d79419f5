package io.quietcopy.benchmarks;

import static io.quietcopy.benchmarks.Results.beside;
import static io.quietcopy.benchmarks.Results.contender;
import static io.quietcopy.benchmarks.Results.setting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.benchmarks.render.JsonReport;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DocsTest {
    private static final BenchmarkResult RESULT = Results.of(
            setting(
                    "local",
                    "local",
                    contender("dd-direct-1m", ContenderKind.PEER, Measure.BYTES_PER_SECOND, 4e8, 5e8, 6e8),
                    contender("quietcopy-native", ContenderKind.COMMAND, Measure.BYTES_PER_SECOND, 3e8)),
            setting("neighbour", "neighbour", beside("idle", ContenderKind.IDLE, 0.001)));

    private Scratch scratch;
    private Path page;

    @BeforeEach
    void makeDocuments() throws IOException {
        scratch = Scratch.create();
        page = scratch.file("performance.md");
        Files.writeString(page, "# Before\n\n" + Docs.BEGIN + "\nold\n" + Docs.END + "\n\nAfter\n");
    }

    @AfterEach
    void remove() throws IOException {
        scratch.close();
    }

    @Test
    void replacesWhatStandsBetweenTheMarksAndNothingElse() throws IOException {
        write(RESULT);
        write(RESULT);

        assertThat(Files.readString(page))
                .startsWith("# Before\n\n" + Docs.BEGIN + "\n\n## The newest full run\n")
                .endsWith("\n" + Docs.END + "\n\nAfter\n")
                .containsOnlyOnce(Docs.END)
                .doesNotContain("old");
    }

    @Test
    void everyDrawingThatIsShownIsThereAndNoOther() throws IOException {
        Path folder = Files.createDirectory(scratch.file("performance"));
        Files.writeString(folder.resolve("speed-of-yesterday.svg"), "<svg/>");

        write(RESULT);

        assertThat(folder.resolve("speed-of-yesterday.svg")).doesNotExist();
        try (var drawings = Files.list(folder)) {
            assertThat(drawings.map(each -> "performance/" + each.getFileName()).toList())
                    .containsExactlyInAnyOrderElementsOf(Pattern.compile("!\\[[^]]*]\\(([^)]*)\\)")
                            .matcher(Files.readString(page))
                            .results()
                            .map(found -> found.group(1))
                            .toList())
                    .contains("performance/speed-local.svg", "performance/neighbour-latency.svg");
        }
    }

    @Test
    void tellsTheMachineTheFiguresAndEachMissWithItsCause() throws IOException {
        Files.createDirectory(scratch.file("performance"));
        Files.writeString(
                scratch.file("performance/causes.txt"),
                "# comment\n\n* | local, fresh, 4kn: fresh | no\nnative | local, fresh, 4kn: local: speed as command | Java|C\n");

        write(RESULT);

        assertThat(Files.readString(page))
                .contains("`benchmarks/run --rounds 3`, 2026-01-02 03:04 UTC")
                .doesNotContain("somebody")
                .contains("| processor | 2 × &lt;fast> & \"good\" |")
                .contains("| label of dd-direct-1m | 1.00 | 500 MB/s (400–600) |")
                .contains("0.60 (0.60–0.75) × label of dd-direct-1m | Java\\|C |");
    }

    @Test
    void severalResultsGoTogetherAndTheLastOneCounts() throws IOException {
        Path first = Files.createDirectory(scratch.file("first"));
        Path second = Files.createDirectory(scratch.file("second"));
        Files.writeString(first.resolve("result.json"), JsonReport.of(RESULT));
        Files.writeString(
                second.resolve("result.json"),
                JsonReport.of(Results.of(setting(
                        "local",
                        "local",
                        contender("dd-direct-1m", ContenderKind.PEER, Measure.BYTES_PER_SECOND, 7e8)))));

        Docs.write(List.of(first, second), scratch.path());

        assertThat(Files.readString(page))
                .contains("### neighbour", "| label of dd-direct-1m | 1.00 | 700 MB/s |")
                .doesNotContain("(400–600)")
                .containsOnlyOnce("### local");
    }

    @Test
    void aMissWithoutACauseSaysSo() throws IOException {
        write(RESULT);

        assertThat(Files.readString(page)).contains("× label of dd-direct-1m | not known yet |");
    }

    @Test
    void aQuickRunIsRefused() throws IOException {
        Files.writeString(
                scratch.file("result.json"), JsonReport.of(RESULT).replace("\"quick\" : false", "\"quick\" : true"));

        assertThatThrownBy(() -> Docs.write(List.of(scratch.path()), scratch.path()))
                .hasMessageContaining("quick run");
        assertThat(Files.readString(page)).contains("old");
    }

    @Test
    void aDocumentWithoutMarksIsLeftAlone() throws IOException {
        Files.writeString(page, "nothing");

        assertThatThrownBy(() -> write(RESULT)).hasMessageContaining(Docs.BEGIN);
        assertThat(Files.readString(page)).isEqualTo("nothing");
    }

    @Test
    void aFolderWithoutAResultIsNamed() {
        assertThatThrownBy(() -> Docs.write(List.of(scratch.path()), scratch.path()))
                .hasMessageContaining("result.json");
    }

    private void write(BenchmarkResult result) throws IOException {
        Files.writeString(scratch.file("result.json"), JsonReport.of(result));
        Docs.write(List.of(scratch.path()), scratch.path());
    }
}
