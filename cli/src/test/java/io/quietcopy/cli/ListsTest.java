package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.cli.CommandProcess.Ended;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that only show something, and what all commands print. */
@Timeout(60)
class ListsTest {
    @TempDir
    private Path folder;

    @Test
    void theEnginesAreATable() {
        InProcess.Ended ended = new InProcess().run("engines");
        assertThat(ended.out()).containsPattern("(?m)^ENGINE +STATE +PRIORITY +VERSION +NOTES$");
        for (String engine : List.of("native", "direct-nio", "dd")) {
            assertThat(ended.out()).containsPattern("(?m)^" + engine + " +(un)?available +\\d+ ");
        }
        assertThat(ended.out()).contains("\nSettings of dd\n  quietcopy.engine.dd.executable = ");
        assertNoLineIsTooWide(ended.out());
    }

    @Test
    void theEnginesAreJson() {
        Map<String, Object> json =
                JsonTree.of(new InProcess().run("engines", "--json").out());
        assertThat(json.get("engines"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .first()
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("id", "native")
                .containsKeys(
                        "state", "reason", "priority", "version", "class", "location", "capabilities", "settings");
    }

    @Test
    void theSettingsTellWhereTheyComeFrom() throws IOException {
        Path file = Files.writeString(folder.resolve("own.properties"), "cache = buffered\npace = quiet\n");
        InProcess.Ended ended = new InProcess()
                .with("QUIETCOPY_CONFIG", file.toString())
                .with("QUIETCOPY_PACE", "1MiB/s")
                .with("QUIETCOPY_DIGEST", "md5")
                .with("QUIETCOPY_LAUNCHER_JAVA_OPTS", "-Xmx1g")
                .run("config", "--json", "--set", "digest=crc32c");
        assertThat(ended.err()).isEmpty();
        assertThat(JsonTree.of(ended.out()).get("settings"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .extracting(item -> ((Map<?, ?>) item).get("key") + " " + ((Map<?, ?>) item).get("value") + " "
                        + ((Map<?, ?>) item).get("origin"))
                .contains(
                        "quietcopy.cache buffered file " + file + ", line 1",
                        "quietcopy.pace 1MiB/s environment QUIETCOPY_PACE",
                        "quietcopy.digest crc32c option --set",
                        "quietcopy.zeroes sparse default");
    }

    @Test
    void aFileMayBeNamedInEachWay() throws IOException {
        Path file = Files.writeString(folder.resolve("own.properties"), "cache = buffered\n");
        for (InProcess.Ended ended : List.of(
                new InProcess().run("config", file.toString()),
                new InProcess().run("config", "--config", file.toString()))) {
            assertThat(ended.out()).containsPattern("quietcopy\\.cache +buffered +file ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "copy", "explain", "engines", "config", "clean", "generate-completion"})
    void everyHelpHasAnExampleAndFitsATerminal(String command) {
        InProcess.Ended ended =
                command.isEmpty() ? new InProcess().run("--help") : new InProcess().run(command, "--help");
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).contains("Usage: quietcopy").containsPattern("\nExamples?:\n {2}quietcopy " + command);
        assertNoLineIsTooWide(ended.out());
    }

    @Test
    void theVersionNamesJavaAndTheSystem() {
        Ended quick = CommandProcess.run("--version");
        assertThat(quick.status()).isZero();
        assertThat(quick.out())
                .startsWith("quietcopy ")
                .contains("Java " + System.getProperty("java.runtime.version"), System.getProperty("os.arch"));
        assertThat(CommandProcess.run("-V")).isEqualTo(quick);
    }

    @Test
    void theShellCompletionIsAScript() throws Exception {
        InProcess.Ended ended = new InProcess().run("generate-completion");
        assertThat(ended.out()).contains("--in-place", "prefer-direct");
        Path script = Files.writeString(folder.resolve("completion"), ended.out());
        assertThat(new ProcessBuilder("bash", "-n", script.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void theShellCompletesValuesAndFiles() throws Exception {
        Path script = Files.writeString(
                folder.resolve("completion"),
                new InProcess().run("generate-completion").out());
        Files.createFile(folder.resolve("disk image.raw"));
        assertThat(completions(script, "copy", "--cache", "")).isEqualTo("prefer-direct\nrequire-direct\nbuffered\n");
        assertThat(completions(script, "copy", "--source-change", "")).isEqualTo("fail\nfixed-length\n");
        assertThat(completions(script, "explain", "--zeroes", "")).isEqualTo("sparse\nwrite\nallocate\n");
        assertThat(completions(script, "copy", "--durability", "")).isEqualTo("fsync\nnone\n");
        // Nothing of its own, so that bash takes its default, which is files.
        assertThat(completions(script, "copy", "di").strip()).isEmpty();
        assertThat(Files.readString(script)).contains(" -o default quietcopy").doesNotContain("compopt +o default");
    }

    private static String completions(Path script, String... words) throws Exception {
        String shell = "source \"$1\"; shift; COMP_WORDS=(quietcopy \"$@\"); COMP_CWORD=$#; COMP_LINE=\"quietcopy $*\";"
                + " COMP_POINT=${#COMP_LINE}; _complete_quietcopy; printf '%s\\n' \"${COMPREPLY[@]}\"";
        List<String> command = new ArrayList<>(List.of("bash", "-c", shell, "bash", script.toString()));
        command.addAll(List.of(words));
        Process bash =
                new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        String offered = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).isZero();
        return offered;
    }

    @Test
    void aReaderThatGoesAwayIsNoError() {
        Ended ended = shell("\"$@\" | head -c 1; echo \"${PIPESTATUS[0]}\" >&2", "config");
        assertThat(ended.err()).doesNotContain("\tat ").matches("[01]\n");
    }

    @Test
    void outputThatCannotBeWrittenIsAFailureOfAList() {
        Ended ended = shell("\"$@\" >/dev/full; echo \"$?\" >&2", "config");
        assertThat(ended.err()).isEqualTo("1\n");
    }

    private static Ended shell(String script, String argument) {
        return CommandProcess.builder().wrapped("bash", "-c", script, "bash").run(argument);
    }

    private static void assertNoLineIsTooWide(String text) {
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }
}
