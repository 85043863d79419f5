package io.quietcopy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command as a process. */
@Timeout(180)
class MainTest {
    private static final String ALL_WRITTEN = "report.html";

    @Test
    void writesAllReports() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path out = scratch.file("out");
            Path err = scratch.file("err");
            Process process = start(
                    err, "--quick", "--scenario", "fresh", "--contender", "cp,dd-direct-1m", "--out", out.toString());

            assertThat(process.waitFor()).as(Files.readString(err)).isZero();
            try (Stream<Path> written = Files.list(out)) {
                assertThat(written.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("result.json", ALL_WRITTEN, "report.txt", "charts");
            }
            assertThat(out.resolve("charts/speed-fresh.svg")).isNotEmptyFile();
            assertThat(Files.readString(err)).contains("== fresh", "round 1", "cp, sync", "MB/s");
        }
    }

    @Test
    void undoesEverythingWhenItIsInterrupted() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path measured = Files.createDirectory(scratch.file("measured"));
            Path err = scratch.file("err");
            Process process = start(
                    err,
                    "--quick",
                    "--scenario",
                    "local",
                    "--rounds",
                    "100",
                    "--dir",
                    measured.toString(),
                    "--out",
                    scratch.file("out").toString());
            while (!Files.readString(err).contains("round 1")) {
                assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }

            process.destroy();

            process.waitFor();
            assertThat(measured).as(Files.readString(err)).isEmptyDirectory();
        }
    }

    @Test
    void refusesAWrongArgumentWithStatusTwo() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path err = scratch.file("err");

            assertThat(start(err, "--frob").waitFor()).isEqualTo(2);
            assertThat(Files.readString(err)).startsWith("benchmarks: there is no option --frob");
        }
    }

    private static Process start(Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(err.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
