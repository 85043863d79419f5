package io.quietcopy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.benchmarks.Arguments.WrongArgumentException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    private static final Arguments.Known KNOWN =
            new Arguments.Known(List.of("local", "neighbour"), List.of("dd", "quietcopy-native"));

    @TempDir
    private Path folder;

    @Test
    void withoutArgumentsEverythingRuns() throws WrongArgumentException {
        Arguments arguments = parse();

        assertThat(arguments.quick()).isFalse();
        assertThat(arguments.scenarios()).isEmpty();
        assertThat(arguments.contenders()).isEmpty();
        assertThat(arguments.rounds()).isEmpty();
        assertThat(arguments.sizeBytes()).isEmpty();
        assertThat(arguments.output()).isEmpty();
        assertThat(arguments.minutes()).isEmpty();
        assertThat(arguments.docs()).isEmpty();
    }

    @Test
    void readsAllOptions() throws WrongArgumentException {
        Arguments arguments = parse(
                "--quick",
                "--scenario",
                "local,neighbour",
                "--contender",
                "dd",
                "--contender",
                "quietcopy-native",
                "--rounds",
                "7",
                "--size",
                "1.5GiB",
                "--seed",
                "42",
                "--dir",
                folder.toString(),
                "--out",
                "x",
                "--minutes",
                "25",
                "--docs",
                "y");

        assertThat(arguments.quick()).isTrue();
        assertThat(arguments.scenarios()).containsExactly("local", "neighbour");
        assertThat(arguments.contenders()).containsExactly("dd", "quietcopy-native");
        assertThat(arguments.rounds()).hasValue(7);
        assertThat(arguments.sizeBytes()).hasValue(3L << 29);
        assertThat(arguments.seed()).isEqualTo(42);
        assertThat(arguments.folder()).contains(folder);
        assertThat(arguments.output().orElseThrow()).isAbsolute().endsWithRaw(Path.of("x"));
        assertThat(arguments.minutes()).hasValue(25);
        assertThat(arguments.docs())
                .singleElement()
                .satisfies(result -> assertThat(result).isAbsolute().endsWithRaw(Path.of("y")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--frob | there is no option --frob",
                "frob | 'frob' is no option",
                "--rounds | --rounds needs a value",
                "--rounds --quick | --rounds needs a value",
                "--rounds 0 | --rounds: 0 is not from 1 to 100",
                "--minutes 0 | --minutes: 0 is not from 1 to 100000",
                "--rounds many | --rounds: 'many' is no whole number",
                "--scenario lokal | --scenario: there is no scenario 'lokal'; there are local, neighbour",
                "--contender dd,cat | --contender: there is no contender 'cat'; there are dd, quietcopy-native",
                "--size 100KiB | --size: 100KiB is not a whole number of MiB from 1MiB to 1TiB",
                "--size 2TiB | --size: 2TiB is not a whole number of MiB from 1MiB to 1TiB",
                "--dir /no/such | --dir: /no/such is no folder",
            })
    void tellsWhatIsWrong(String words, String problem) {
        assertThatThrownBy(() -> parse(words.split(" ", -1)))
                .isInstanceOf(WrongArgumentException.class)
                .hasMessage(problem);
    }

    @Test
    void aSizeThatIsNoneIsRefusedWithTheLibrarysReason() {
        assertThatThrownBy(() -> parse("--size", "80M")).hasMessageStartingWith("--size: ");
    }

    private static Arguments parse(String... words) throws WrongArgumentException {
        return Arguments.parse(List.of(words), KNOWN);
    }
}
