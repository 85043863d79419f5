package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.cli.InProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wrong argument is answered with: one sentence on standard error, exit status 2, and nothing done. */
class UsageTest {
    private static final int WRONG = 2;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "frob | there is no command 'frob'",
                "copi a b | there is no command 'copi'; did you mean copy or config?",
                "--frob | there is no option --frob",
                "copy | SOURCE is missing",
                "copy a | TARGET is missing",
                "copy a b c | 'c' is one argument too many",
                "copy --hlep a | there is no option --hlep",
                "copy --in-plac a b | there is no option --in-plac; did you mean --in-place?",
                "copy -x a b | there is no option -x",
                "copy --in-place --replace a b | --in-place and --replace exclude each other",
                "copy --range 0:0:1 --ranges f a b | --range and --ranges exclude each other",
                "copy --in-place --in-place a b | --in-place is given more than once",
                "copy a b --cache | --cache needs a value, POLICY",
                "copy --cache --pace full a b | --cache needs a value, POLICY",
                "copy --cache direct a b | --cache: 'direct' is none of prefer-direct, require-direct, buffered",
                "copy --digest sha a b | --digest: 'sha' is none of none, sha-256, sha-512, md5, crc32c",
                "copy --durability no a b | --durability: 'no' is none of fsync, none",
                "copy --zeroes no a b | --zeroes: 'no' is none of sparse, write, allocate",
                "copy --on-failure no a b | --on-failure: 'no' is none of remove, keep",
                "copy --source-change no a b | --source-change: 'no' is none of fail, fixed-length",
                "copy --progress x a b | --progress: 'x' is none of auto, bar, json, none",
                "copy --quiet=x a b | --quiet: 'x' is not a boolean",
                "copy --verify=x a b | --verify: 'x' is not a boolean",
                "explain --progress none a b | there is no option --progress",
                "engines dd | 'dd' is one argument too many",
                "config a b | 'b' is one argument too many",
                "clean | FOLDER is missing",
            })
    void argumentsThatDoNotExist(String line, String sentence) {
        Ended ended = run(line);
        String command = line.replaceFirst("^(copy|explain|engines|config|clean)( .*)?$|.*", "$1");
        assertThat(unwrapped(ended.err()))
                .isEqualTo("quietcopy: " + sentence + "\nTry '" + ("quietcopy " + command).strip() + " --help'.\n");
        assertThat(ended.status()).isEqualTo(WRONG);
        assertThat(ended.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "copy --pace 80M a b | --pace: \"80M\" is not a rate: write a size and /s, for example 80MiB/s",
                "copy --pace 0B/s a b | --pace: a rate is at least 1 byte a second",
                "copy --target-length 1M a b | --target-length: \"1M\" is ambiguous: write 1MiB",
                "copy --target-length=-1 a b | --target-length: ",
                "copy --range 1:2 a b | --range: a range is SRC:DST:LEN, three numbers of bytes",
                "copy --range 0:0:1M a b | --range: a range is SRC:DST:LEN",
                "copy --ranges - a b | --ranges takes a file: the ranges are read more than once",
                "copy --ranges /dev/null a b | the ranges file /dev/null cannot be used: it is not a regular file",
                "copy --ranges /none a b | the ranges file /none cannot be used: it does not exist",
                "copy --deadline 5x a b | --deadline: quietcopy.deadline = \"5x\" is not accepted",
                "copy --stall-timeout 1y a b | --stall-timeout: quietcopy.stall-timeout = \"1y\" is not accepted",
                "copy --set foo a b | --set takes KEY=VALUE, for example --set in-flight-max=8MiB, but got 'foo'",
                "copy --set =1 a b | --set takes KEY=VALUE",
                "copy --set pase=1 a b | --set: \"quietcopy.pase\" is not a setting; the nearest one is quietcopy.pace",
                "copy --set pace=1 a b | --set: quietcopy.pace = \"1\" is not accepted",
                "copy --config /none a b | the settings file /none cannot be read: it does not exist",
                "config /tmp | the settings file /tmp cannot be read: ",
                "config --config a b | name the file once, either as FILE or by --config",
                "clean /none | the folder /none cannot be read: it does not exist",
                "clean /dev/null | the folder /dev/null cannot be read: it is not a folder",
            })
    void valuesThatAreNotAccepted(String line, String sentence) {
        Ended ended = run(line);
        assertThat(unwrapped(ended.err())).startsWith("quietcopy: " + sentence).doesNotContain("Exception", "(code)");
        assertThat(ended.status()).isEqualTo(WRONG);
        assertThat(ended.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy --json --cache x a b", "copy --json", "config --json --set x=1", "--json"})
    void withJsonTheErrorIsOnStandardOutputToo(String line) {
        Ended ended = run(line);
        assertThat(JsonTree.of(ended.out()))
                .extractingByKey("error")
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("code", "usage")
                .containsKey("problem");
        assertThat(JsonTree.of(ended.out())).containsEntry("exit", 2L);
        assertThat(ended.err()).startsWith("quietcopy: ");
    }

    @Test
    void emptyNamesAreNoPaths() {
        assertThat(new InProcess().run("copy", "", "b").err()).startsWith("quietcopy: SOURCE is empty");
        assertThat(new InProcess().run("copy", "a", "").err()).startsWith("quietcopy: TARGET is empty");
        assertThat(new InProcess().run("clean", "").err()).startsWith("quietcopy: FOLDER is empty");
    }

    @Test
    void aWrongVariableIsNamed() {
        Ended ended = new InProcess().with("QUIETCOPY_PACE", "fast").run("config");
        assertThat(unwrapped(ended.err())).contains("quietcopy.pace = \"fast\" (environment QUIETCOPY_PACE)");
        assertThat(ended.status()).isEqualTo(WRONG);
    }

    @Test
    void aWrongFileIsNamedWithItsLine() throws IOException {
        Path file = Files.writeString(folder.resolve("own.properties"), "pace = quiet\nno-such-key = 1\n");
        Ended ended = new InProcess().run("config", file.toString());
        assertThat(unwrapped(ended.err())).contains(file.toString()).contains("no-such-key");
        assertThat(ended.status()).isEqualTo(WRONG);
    }

    @Test
    void aWrongSettingOfAnEngineIsNamed() {
        Ended ended = run("engines --set engine.dd.colour=red");
        assertThat(unwrapped(ended.err()))
                .contains("quietcopy.engine.dd.colour (option --set) is not a setting of engine dd");
        assertThat(ended.status()).isEqualTo(WRONG);
    }

    @Test
    void whatNobodyExpectedIsToBeReported() {
        Ended ended = new InProcess(new HashMap<>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String get(Object name) {
                        throw new IllegalStateException("surprise");
                    }
                })
                .run("config", "--json");
        assertThat(ended.err())
                .startsWith("quietcopy: this should not have happened: java.lang.IllegalStateException: surprise\n")
                .contains("\tat io.quietcopy.cli.")
                .endsWith("Please report it with the lines above and those of 'quietcopy --version'.\n");
        assertThat(JsonTree.of(ended.out())).containsEntry("exit", 1L);
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void withoutACommandTheHelpIsShown() {
        Ended ended = new InProcess().run();
        assertThat(ended.err()).contains("Usage: quietcopy", "copy", "explain", "engines", "config", "clean");
        assertThat(ended.status()).isEqualTo(WRONG);
    }

    @Test
    void theLaterOfTwoOptionsCounts() {
        Ended ended = run("config --set pace=quiet --set pace=full");
        assertThat(ended.out()).containsPattern("quietcopy\\.pace +full +option --set");
        assertThat(ended.status()).isZero();
    }

    private static Ended run(String line) {
        return new InProcess().run(line.split(" "));
    }

    private static String unwrapped(String text) {
        return text.replaceAll("\n {2}(?=\\S)", " ");
    }
}
