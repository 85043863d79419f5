package io.quietcopy.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "dd, dd, 0",
        "'', dd, 2",
        "d, dd, 1",
        "pace, pcae, 1",
        "pace, space, 1",
        "pace, peace, 1",
        "kitten, sitting, 3",
        "ca, abc, 3",
        "native, naitve, 1"
    })
    void counts_slips(String a, String b, int distance) {
        assertThat(Nearest.distance(a, b)).isEqualTo(distance);
        assertThat(Nearest.distance(b, a)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({
        "dd, dd, true",
        "d, dd, true",
        "ddd, dd, true",
        "natvie, native, true",
        "direct-noi, direct-nio, true",
        "cp, dd, false",
        "dio, dd, false",
        "x, dd, false",
        "active, native, true",
        "remote, native, false"
    })
    void tells_a_slip_from_another_name(String text, String name, boolean slip) {
        assertThat(Nearest.isSlip(text, name)).isEqualTo(slip);
    }

    @Test
    void of_equally_near_names_takes_the_first_in_the_alphabet() {
        assertThat(Nearest.of("bd", List.of("cd", "ad"))).contains("ad");
        assertThat(Nearest.of("bd", List.of())).isEmpty();
    }

    @Test
    void does_not_lose_itself_in_long_names() {
        assertThat(Nearest.distance("a".repeat(1_000_000), "b".repeat(1_000_000)))
                .isEqualTo(200);
    }
}
