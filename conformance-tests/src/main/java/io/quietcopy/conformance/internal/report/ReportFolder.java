package io.quietcopy.conformance.internal.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The folder that the reports of a run go into. Immutable and thread-safe. */
public final class ReportFolder {
    /** The page for people. */
    public static final String HTML = "report.html";

    /** The report for programs. */
    public static final String JSON = "report.json";

    /** The report for build servers. */
    public static final String JUNIT = "junit.xml";

    private final Path folder;

    private ReportFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder, and removes what an earlier run left there, so that it is not taken for this one's.
     *
     * @throws IOException if it cannot be made or written to
     */
    public static ReportFolder prepare(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String name : List.of(HTML, JSON, JUNIT)) {
            Files.deleteIfExists(folder.resolve(name));
        }
        // What cannot be written is better told before the run than after it.
        Files.delete(Files.createTempFile(folder, ".report-", ".tmp"));
        return new ReportFolder(folder);
    }

    /**
     * Writes all reports.
     *
     * @throws IOException if one cannot be written
     */
    public void write(RunRecord run) throws IOException {
        write(HTML, HtmlReport.of(run, RuleTexts.read()));
        write(JUNIT, JUnitReport.of(run));
        write(JSON, JsonReport.of(run));
    }

    private void write(String name, String text) throws IOException {
        Path part = folder.resolve("." + name + ".tmp");
        Files.writeString(part, text);
        Files.move(part, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns the path of a report. */
    public Path file(String name) {
        return folder.resolve(name);
    }
}
