package io.quietcopy.conformance.docs;

import io.quietcopy.conformance.Main;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs the suite on the shipped engines, each on some file systems, each time in a JVM of its own. */
final class MatrixRuns {
    static final List<String> ENGINES = List.of("dd", "direct-nio", "native");

    private static final long IMAGE_BYTES = 4L << 30;

    private MatrixRuns() {}

    /** Returns the matrix of all engines on these file systems. */
    static Matrix on(List<FileSystemKind> kinds) throws IOException, InterruptedException {
        Matrix matrix = new Matrix();
        try (Scratch scratch = Scratch.create()) {
            for (FileSystemKind kind : kinds) {
                try (MountedFileSystem mounted =
                        MountedFileSystem.of(kind).sizeBytes(IMAGE_BYTES).mount()) {
                    for (String engine : ENGINES) {
                        matrix.add(run(engine, mounted.path(), scratch.file(kind + "-" + engine)));
                    }
                }
            }
        }
        return matrix;
    }

    /** Returns the matrix of reports that were written before: {@code report.json} in the folders of a folder. */
    static Matrix of(Path folder) throws IOException {
        Matrix matrix = new Matrix();
        try (Stream<Path> reports = Files.list(folder)) {
            for (Path report : reports.map(path -> path.resolve("report.json"))
                    .filter(Files::exists)
                    .sorted()
                    .toList()) {
                matrix.add(Files.readString(report));
            }
        }
        return matrix;
    }

    private static String run(String engine, Path folder, Path reports) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        Main.class.getName(),
                        "--engine",
                        engine,
                        "--dir",
                        folder.toString(),
                        "--report",
                        reports.toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        reports.resolveSibling(reports.getFileName() + ".log").toFile())
                .start();
        process.waitFor();
        return Files.readString(reports.resolve("report.json"));
    }
}
