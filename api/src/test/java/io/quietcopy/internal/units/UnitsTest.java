package io.quietcopy.internal.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.DataSize;
import io.quietcopy.Pace;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "007, 7",
        "1B, 1",
        "1KiB, 1024",
        "1MiB, 1048576",
        "1.5GiB, 1610612736",
        "2TiB, 2199023255552",
        "1kB, 1000",
        "1KB, 1000",
        "80MB, 80000000",
        "1.001kB, 1001",
        "3GB, 3000000000",
        "1TB, 1000000000000",
        "'16 MiB', 16777216",
        "'  16   MiB  ', 16777216",
        "0.0B, 0",
        "1.00B, 1",
        "9223372036854775807, 9223372036854775807"
    })
    void reads_sizes(String text, long bytes) {
        assertThat(Units.parseBytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''             | a size is expected, but got nothing: write one, for example 1MiB",
                "'   '          | a size is expected, but got nothing",
                "-1MiB          | \"-1MiB\" is not a size: write it without a sign, for example 1MiB",
                "+1MiB          | \"+1MiB\" is not a size: write it without a sign",
                "NaN            | \"NaN\" is not a size: write a number and a unit, for example 4096, 1MiB or 80MB",
                "Infinity       | is not a size: write a number and a unit",
                "MiB            | is not a size: write a number and a unit",
                "1e3            | \"1e3\" is not a size",
                "0x10           | \"0x10\" is not a size",
                "1_000          | \"1_000\" is not a size",
                "1,5MiB         | \"1,5MiB\" is not a size",
                ".5MiB          | \".5MiB\" is not a size",
                "5.MiB          | \"5.MiB\" is not a size",
                "1 000          | \"1 000\" is not a size",
                "1MiB 1MiB      | is not a size",
                "80MiB/s        | \"80MiB/s\" is not a size",
                "1M             | \"1M\" is ambiguous: write 1MiB (powers of 1024) or 1MB (powers of 1000)",
                "1.5g           | \"1.5g\" is ambiguous: write 1.5GiB (powers of 1024) or 1.5GB (powers of 1000)",
                "4k             | \"4k\" is ambiguous: write 4KiB (powers of 1024) or 4kB (powers of 1000)",
                "4 T            | \"4 T\" is ambiguous: write 4TiB (powers of 1024) or 4TB (powers of 1000)",
                "1mib           | \"1mib\" has no known unit: did you mean 1MiB? use B, KiB, MiB, GiB, TiB",
                "1MIB           | did you mean 1MiB?",
                "1mb            | did you mean 1MB?",
                "1Kib           | did you mean 1KiB?",
                "1PiB           | \"1PiB\" has no known unit: use B, KiB, MiB, GiB, TiB (powers of 1024) or kB, MB, GB, TB",
                "1.5B           | \"1.5B\" is not a whole number of bytes",
                "8388607.999999TiB | \"8388607.999999TiB\" is not a whole number of bytes",
                "0.3KiB         | \"0.3KiB\" is not a whole number of bytes",
                "9223372036854775808 | is too large: at most 9223372036854775807 bytes",
                "8388608TiB     | \"8388608TiB\" is too large",
                "99999999999999999999999999999999999TiB | is too large",
                "\u0661\u0662MiB | the character U+0661 has no place in it; write digits from 0 to 9",
                "1\u00a0MiB     | the character U+00A0 has no place in it",
                "\u0081         | \"\\u0081\" is not a size: the character U+0081"
            })
    void refuses_what_is_no_size_and_says_what_is(String text, String message) {
        assertThatThrownBy(() -> Units.parseBytes(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refuses_a_text_that_is_too_long_before_computing_with_it() {
        assertThatThrownBy(() -> Units.parseBytes("9".repeat(1_000_000)))
                .hasMessage("a size has at most 64 characters, but got 1000000");
    }

    @ParameterizedTest
    @CsvSource({"80MiB/s, 83886080", "4096/s, 4096", "'80 MB /s', 80000000", "' 1.5kB/s ', 1500", "0/s, 0"})
    void reads_rates(String text, long bytesPerSecond) {
        assertThat(Units.parseBytesPerSecond(text)).isEqualTo(bytesPerSecond);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "80MiB          | \"80MiB\" is not a rate: write a size and /s, for example 80MiB/s",
                "80MiB/min      | is not a rate: write a size and /s",
                "80MiB/S        | is not a rate: write a size and /s",
                "80Mbit/s       | \"80Mbit\" has no known unit",
                "80M/s          | \"80M\" is ambiguous: write 80MiB",
                "fast           | \"fast\" is not a rate",
                "/s             | a rate is expected, but got nothing",
                "-1B/s          | write it without a sign, for example 80MiB/s",
                "''             | a rate is expected, but got nothing",
                "x/s            | \"x\" is not a rate: write a number and a unit, for example 4096, 1MiB or 80MB, before the /s"
            })
    void refuses_what_is_no_rate(String text, String message) {
        assertThatThrownBy(() -> Units.parseBytesPerSecond(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "30s, PT30S",
        "500ms, PT0.5S",
        "5m, PT5M",
        "5min, PT5M",
        "2h, PT2H",
        "1d, PT24H",
        "1m30s, PT1M30S",
        "'1m 30s', PT1M30S",
        "' 1 d 2 h 3 min 4 s 5 ms ', PT26H3M4.005S",
        "1.5h, PT1H30M",
        "1h0.5m, PT1H30S",
        "0.000001ms, PT0.000000001S",
        "90s, PT1M30S",
        "0s, PT0S",
        "PT30S, PT30S",
        "pt1h30m, PT1H30M",
        "P1DT12H, PT36H",
        "9223372036854775807s, PT9223372036854775807S"
    })
    void reads_times(String text, Duration time) {
        assertThat(Units.parseDuration(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''        | a time is expected, but got nothing: write one, for example 30s",
                "30        | \"30\" has no unit: write 30s for seconds, 30m for minutes",
                "1m30      | \"1m30\" has no unit: write 30s",
                "-30s      | \"-30s\" is not a time: write it without a sign",
                "+30s      | write it without a sign",
                "30S       | \"30S\" has no known unit: write a number and a unit (d, h, m or min, s, ms)",
                "1M        | \"1M\" has no known unit",
                "1us       | has no known unit",
                "2 weeks   | has no known unit",
                "soon      | \"soon\" is not a time: write a number and a unit",
                "1m-30s    | \"1m-30s\" is not a time",
                "30s1m     | write the largest unit first, and each only once, for example 1h30m",
                "1m1min    | each only once",
                "1.5m30s   | only the last part may have a fraction",
                "0.0000001ms | is not a whole number of nanoseconds",
                "9223372036854775808s | is too large: at most 9223372036854775807 seconds",
                "99999999999999999999d | is too large",
                "P         | is not an ISO 8601 duration: write for example PT30S or 30s",
                "P1M       | is not an ISO 8601 duration",
                "PT99999999999999999999S | is not an ISO 8601 duration",
                "PT-30S    | write it without a sign, for example PT30S",
                "PT1H-10M  | write it without a sign",
                "off       | \"off\" is not a time",
                "\u0663s   | the character U+0663 has no place in it"
            })
    void refuses_what_is_no_time(String text, String message) {
        assertThatThrownBy(() -> Units.parseDuration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "1, 1B",
        "4097, 4097B",
        "4096, 4KiB",
        "16777216, 16MiB",
        "1099511627776, 1TiB",
        "1125899906842624, 1024TiB",
        "80000000, 78125KiB"
    })
    void writes_sizes_in_the_largest_unit_that_divides_them(long bytes, String text) {
        assertThat(Units.formatBytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.5S, 500ms",
        "PT30S, 30s",
        "PT60S, 1m",
        "PT90S, 1m30s",
        "PT36H, 1d12h",
        "PT1.5S, 1.5s",
        "PT24H0.001S, 1d0.001s",
        "PT0.000000001S, 0.000000001s"
    })
    void writes_times_largest_unit_first(Duration time, String text) {
        assertThat(Units.formatDuration(time)).isEqualTo(text);
    }

    @Test
    void writes_nothing_negative() {
        assertThatThrownBy(() -> Units.formatBytes(-1)).hasMessage("a size is at least 0 bytes, but got -1");
        assertThatThrownBy(() -> Units.formatDuration(Duration.ofMillis(-1)))
                .hasMessage("a time is at least 0s, but got PT-0.001S");
    }

    @Test
    void sizes_and_paces_of_the_api_use_it() {
        assertThat(DataSize.parse("1.5 GiB")).hasToString("1536MiB");
        assertThat(Pace.parse("80MB/s")).hasToString("78125KiB/s");
        assertThat(Pace.parse("78125KiB/s")).isEqualTo(Pace.parse("80MB/s"));
        assertThatThrownBy(() -> Pace.parse("0B/s")).hasMessageContaining("at least 1 byte a second");
    }
}
