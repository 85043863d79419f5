package io.quietcopy.benchmarks;

import io.quietcopy.benchmarks.render.JsonResult;
import io.quietcopy.benchmarks.render.MissCauses;
import io.quietcopy.benchmarks.render.PerformanceDoc;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.RunInfo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Puts a result into the project's documents: a section of {@code docs/performance.md} between two marks, and its drawings
 * in {@code docs/performance/}. What stands around the marks is people's.
 */
final class Docs {
    static final String BEGIN = "<!-- benchmark: begin. Written by benchmarks/run --docs, from a result. -->";
    static final String END = "<!-- benchmark: end -->";

    private static final String NAME = "performance";

    private final Path page;
    private final Path folder;

    private Docs(Path docs) {
        this.page = docs.resolve(NAME + ".md");
        this.folder = docs.resolve(NAME);
    }

    /**
     * Writes it.
     *
     * @param results folders with a {@code result.json} each; a setting that is in several is taken from the last one
     * @param docs the folder of the documents
     * @throws IOException if the result cannot be read or means nothing, or the document has no marks
     */
    static Path write(List<Path> results, Path docs) throws IOException {
        List<BenchmarkResult> all = new ArrayList<>();
        for (Path result : results) {
            all.add(read(result.resolve("result.json")));
        }
        return new Docs(docs).write(all);
    }

    private static BenchmarkResult read(Path json) throws IOException {
        BenchmarkResult result;
        try {
            result = JsonResult.of(Files.readString(json));
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(json + " cannot be read: " + e.getMessage(), e);
        }
        if (result.info().quick()) {
            throw new IOException(json + " is of a quick run, whose figures mean nothing");
        }
        return result;
    }

    private Path write(List<BenchmarkResult> results) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(page + " has no lines '" + BEGIN + "' and '" + END + "' to write between");
        }
        BenchmarkResult together = BenchmarkResult.together(results);
        List<RunInfo> runs = results.stream().map(BenchmarkResult::info).toList();
        String section = PerformanceDoc.section(together, runs, causes(), NAME);
        drawings(PerformanceDoc.drawings(together));
        Files.writeString(
                page, text.substring(0, begin + BEGIN.length()) + "\n\n" + section + "\n" + text.substring(end));
        return page;
    }

    private MissCauses causes() throws IOException {
        Path file = folder.resolve("causes.txt");
        return MissCauses.parse(Files.exists(file) ? Files.readAllLines(file) : List.of());
    }

    /** Those of an earlier result go. */
    private void drawings(Map<String, String> drawings) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> earlier = Files.newDirectoryStream(folder, "*.svg")) {
            for (Path drawing : earlier) {
                Files.delete(drawing);
            }
        }
        for (Map.Entry<String, String> drawing : drawings.entrySet()) {
            Files.writeString(folder.resolve(drawing.getKey() + ".svg"), drawing.getValue());
        }
    }
}
