package io.quietcopy.benchmarks.render;

import static io.quietcopy.benchmarks.Results.beside;
import static io.quietcopy.benchmarks.Results.contender;
import static io.quietcopy.benchmarks.Results.failed;
import static io.quietcopy.benchmarks.Results.setting;
import static io.quietcopy.benchmarks.Results.skipped;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.benchmarks.Results;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.Measure;
import java.io.StringReader;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportsTest {
    private static final BenchmarkResult RESULT = Results.of(
            setting(
                    "local",
                    "local",
                    contender("dd-direct-1m", ContenderKind.PEER, Measure.BYTES_PER_SECOND, 4e8, 5e8, 6e8),
                    contender("quietcopy-native", ContenderKind.COMMAND, Measure.BYTES_PER_SECOND, 1e9, 1e9, 1e9),
                    contender("fio-qd1", ContenderKind.LIMIT, Measure.BYTES_PER_SECOND, 1.1e9),
                    skipped("ddrescue", "needs ddrescue (Debian package gddrescue)"),
                    failed("cp", "the copy differs from its source")),
            setting(
                    "neighbour",
                    "neighbour",
                    beside("idle", ContenderKind.IDLE, 0.001),
                    beside("qemu-img", ContenderKind.PEER, 0.4),
                    beside("quietcopy-native-warm", ContenderKind.WARM, 0.002)),
            setting("scale", "scale-1GiB", contender("cp", ContenderKind.PEER, Measure.SECONDS, 1.5)));

    @Test
    void theTextHasTheMedianItsSpreadAndTheRatioToTheFastestPeer() {
        assertThat(TextReport.of(RESULT).lines().filter(line -> line.startsWith("  label of dd-direct-1m")))
                .singleElement()
                .asString()
                .contains("1.00", "500 MB/s (400–600)");
        assertThat(TextReport.of(RESULT).lines().filter(line -> line.startsWith("  label of quietcopy-native ")))
                .singleElement()
                .asString()
                .contains("2.00", "1,000 MB/s");
    }

    @Test
    void theTextSaysWhySomebodyHasNoFigures() {
        assertThat(TextReport.of(RESULT))
                .contains("label of ddrescue")
                .contains("– needs ddrescue (Debian package gddrescue)")
                .contains("– the copy differs from its source");
    }

    @Test
    void theTextJudgesTheTargets() {
        assertThat(TextReport.of(RESULT).lines().filter(line -> line.contains("local: speed as command ≥ 1.0")))
                .singleElement()
                .asString()
                .contains(" met ", "2.00 (1.67–2.50) × label of dd-direct-1m");
    }

    @Test
    void thePageNeedsNothingElse() {
        assertThat(HtmlReport.of(RESULT))
                .startsWith("<!DOCTYPE html>")
                .doesNotContain("<script")
                .doesNotContain("src=")
                .doesNotContain("<link")
                .doesNotContain("url(")
                .doesNotContain("http");
    }

    @Test
    void thePageShowsTextAsTextAndMarksTheCopy() {
        assertThat(HtmlReport.of(RESULT))
                .contains("2 × &lt;fast&gt; &amp; &quot;good&quot;")
                .contains("copy, 1.00 s")
                .contains("fio&#39;s limit".replace("&#39;", "'"));
    }

    @Test
    void drawingsAreWellFormedFiles() throws Exception {
        Map<String, String> charts = Charts.standalone(RESULT);

        assertThat(charts.keySet())
                .contains("speed-local", "neighbour-latency", "neighbour-idle", "neighbour-qemu-img", "scale-time");
        for (String chart : charts.values()) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(chart)));
        }
    }

    @Test
    void aResultWithoutAnythingIsStillAReport() {
        BenchmarkResult nothing = Results.of();

        assertThat(TextReport.of(nothing)).contains("Targets: 0 met, 0 missed");
        assertThat(HtmlReport.of(nothing)).contains("</html>");
        assertThat(JsonReport.of(nothing)).contains("\"settings\"");
        assertThat(Charts.standalone(nothing)).isEmpty();
    }
}
