package io.quietcopy.benchmarks;

import io.quietcopy.benchmarks.render.Charts;
import io.quietcopy.benchmarks.render.HtmlReport;
import io.quietcopy.benchmarks.render.JsonReport;
import io.quietcopy.benchmarks.render.TextReport;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The files that tell a result. */
final class Output {
    private final Path folder;
    private final Path charts;

    private Output(Path folder, Path charts) {
        this.folder = folder;
        this.charts = charts;
    }

    /** Makes the folder; files of an earlier run in it are replaced. */
    static Output in(Path folder) throws IOException {
        return new Output(folder, Files.createDirectories(folder.resolve("charts")));
    }

    /** Writes everything. */
    void write(BenchmarkResult result) throws IOException {
        Files.writeString(folder.resolve("result.json"), JsonReport.of(result));
        Files.writeString(folder.resolve("report.html"), HtmlReport.of(result));
        Files.writeString(folder.resolve("report.txt"), TextReport.of(result));
        for (Map.Entry<String, String> chart : Charts.standalone(result).entrySet()) {
            Files.writeString(charts.resolve(chart.getKey() + ".svg"), chart.getValue());
        }
    }
}
