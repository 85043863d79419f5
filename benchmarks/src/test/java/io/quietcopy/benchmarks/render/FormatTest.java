package io.quietcopy.benchmarks.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SECONDS | 1.234 | 1.23 s",
                "SECONDS | 12.34 | 12.3 s",
                "BYTES_PER_SECOND | 1234567890 | 1,235 MB/s",
                "CPU_SECONDS_PER_GIB | 0.0421 | 0.042 s/GiB",
                "PEAK_MEMORY_BYTES | 104857600 | 100 MiB",
                "ALLOCATED_BYTES | 21474836480 | 20.0 GiB",
                "LOG_P99_SECONDS | 0.000049 | 49.0 µs",
                "LOG_P99_SECONDS | 0.0032 | 3.20 ms",
                "LOG_P99_SECONDS | 2 | 2.00 s",
                "TARGET_PAGES | 262144 | 262,144",
                "WORKING_SET_CACHED | 0.9999 | 99 %",
                "WORKING_SET_CACHED | 1 | 100 %",
            })
    void writesThreeDigitsAndAUnit(Measure measure, double value, String expected) {
        assertThat(Format.of(measure, value)).isEqualTo(expected);
    }

    @Test
    void aSpreadHasItsUnitOnce() {
        assertThat(Format.spread(Measure.SECONDS, new Statistics(3, 1, 2, 3))).isEqualTo("2.00 s (1.00–3.00)");
        assertThat(Format.spread(Measure.SECONDS, new Statistics(1, 2, 2, 2))).isEqualTo("2.00 s");
    }

    @Test
    void aSpreadNamesItsUnitsWhereTheyDiffer() {
        assertThat(Format.spread(Measure.LOG_P99_SECONDS, new Statistics(3, 0.0009, 0.002, 1.5)))
                .isEqualTo("2.00 ms (900 µs–1.50 s)");
    }

    @Test
    void noSpreadIsShownWhereNoneIsToBeSeen() {
        assertThat(Format.spread(Measure.SECONDS, new Statistics(3, 2.0001, 2.0002, 2.0003)))
                .isEqualTo("2.00 s");
    }

    @Test
    void ticksHaveNoNeedlessDigits() {
        assertThat(Format.tick(Measure.LOG_P99_SECONDS, 0.01)).isEqualTo("10 ms");
        assertThat(Format.tick(Measure.PEAK_MEMORY_BYTES, 10 << 20)).isEqualTo("10 MiB");
        assertThat(Format.tick(Measure.SECONDS, 0.1)).isEqualTo("0.10 s");
    }
}
