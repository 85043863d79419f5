package io.quietcopy.benchmarks.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogScaleTest {

    @Test
    void spansWholePowersOfTen() {
        LogScale scale = LogScale.around(0.003, 4, 0, 400);

        assertThat(scale.low()).isCloseTo(0.001, within(1e-12));
        assertThat(scale.high()).isCloseTo(10, within(1e-9));
        assertThat(scale.ticks()).hasSize(5);
        assertThat(scale.at(0.1)).isCloseTo(200, within(1e-9));
    }

    @Test
    void hasRoomAlsoForASingleValue() {
        LogScale scale = LogScale.around(10, 10, 0, 100);

        assertThat(scale.high()).isGreaterThan(scale.low());
        assertThat(scale.at(10)).isZero();
    }

    @Test
    void whatIsOutsideStandsAtTheEnd() {
        LogScale scale = LogScale.around(1, 10, 0, 100);

        assertThat(scale.at(0)).isZero();
        assertThat(scale.at(1e9)).isEqualTo(100);
    }
}
