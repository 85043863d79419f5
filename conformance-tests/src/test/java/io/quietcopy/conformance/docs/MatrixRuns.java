package io.quietcopy.conformance.docs;

import io.quietcopy.conformance.Main;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
                .inheritIO()
                .start();
        process.waitFor();
        return Files.readString(reports.resolve("report.json"));
    }
}
