package io.quietcopy.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {

    @Test
    void tellsMinMedianAndMaxInWhateverOrder() {
        assertThat(Statistics.of(List.of(5.0, 1.0, 9.0))).isEqualTo(new Statistics(3, 1, 5, 9));
    }

    @Test
    void takesTheMeanOfTheTwoInTheMiddle() {
        assertThat(Statistics.of(List.of(4.0, 1.0, 2.0, 100.0)).median()).isEqualTo(3);
    }

    @Test
    void isTheSameThreeTimesForOneValue() {
        assertThat(Statistics.of(List.of(7.0))).isEqualTo(new Statistics(1, 7, 7, 7));
    }

    @Test
    void refusesNothingAndWhatIsNoNumber() {
        assertThatThrownBy(() -> Statistics.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Statistics.of(List.of(1.0, Double.NaN))).hasMessageContaining("NaN");
    }

    @ParameterizedTest
    @CsvSource({"50, 50", "99, 99", "100, 100", "0.5, 1", "99.5, 100"})
    void percentileIsOneOfTheValuesAndNotExceededBySoMany(double percent, long expected) {
        long[] oneToHundred = new long[100];
        for (int i = 0; i < oneToHundred.length; i++) {
            oneToHundred[i] = i + 1L;
        }
        assertThat(Statistics.percentile(oneToHundred, percent)).isEqualTo(expected);
    }

    @Test
    void ofFewValuesTheNinetyNinthPercentileIsTheLargest() {
        assertThat(Statistics.percentile(new long[] {1, 2, 1000}, 99)).isEqualTo(1000);
    }

    @Test
    void thereIsNoPercentileOfNothingNorBeyondAll() {
        assertThatThrownBy(() -> Statistics.percentile(new long[0], 50)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Statistics.percentile(new long[1], 0)).hasMessageContaining("0.0");
        assertThatThrownBy(() -> Statistics.percentile(new long[1], 101)).hasMessageContaining("101");
    }
}
