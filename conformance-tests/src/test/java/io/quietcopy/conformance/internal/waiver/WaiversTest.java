package io.quietcopy.conformance.internal.waiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.conformance.Rule;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file of waivers may say. */
class WaiversTest {
    private static final String GOOD = "E-CACHE-1 2027-06-30 https://example.org/issues/17 pages stay until version 2";

    @Test
    void aLineHasRuleDayLinkAndReason() throws Exception {
        Waivers waivers = Waivers.parse("w.txt", List.of("# known", "", "  " + GOOD + "  "));
        Waiver waiver = waivers.of(Rule.of("E-CACHE-1")).orElseThrow();
        assertThat(waiver)
                .isEqualTo(new Waiver(
                        Rule.of("E-CACHE-1"),
                        LocalDate.of(2027, 6, 30),
                        URI.create("https://example.org/issues/17"),
                        "pages stay until version 2",
                        "w.txt:3"));
        assertThat(waivers.all()).containsExactly(waiver);
        assertThat(waivers.of(Rule.of("E-CACHE-2"))).isEmpty();
    }

    @Test
    void theLastDayCounts() throws Exception {
        Waiver waiver = Waivers.parse("w.txt", List.of(GOOD)).all().get(0);
        assertThat(waiver.expired(LocalDate.of(2027, 6, 30))).isFalse();
        assertThat(waiver.expired(LocalDate.of(2027, 7, 1))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "E-CACHE-1 2027-06-30 https://example.org | there are 3 fields where 4 are needed",
                "E-CACHE-99 2027-06-30 https://example.org why | 'E-CACHE-99' is the id of no engine rule",
                "C-STATE-1 2027-06-30 https://example.org why | 'C-STATE-1' is the id of no engine rule",
                "E-OPEN-8 2027-06-30 https://example.org why | E-OPEN-8 is not tested by the suite",
                "E-CACHE-1 30.6.2027 https://example.org why | '30.6.2027' is no day; the last day is written YYYY-MM-DD",
                "E-CACHE-1 2027-02-30 https://example.org why | '2027-02-30' is no day",
                "E-CACHE-1 2027-06-30 issue17 why | 'issue17' is no link that starts with https:// or http://",
                "E-CACHE-1 2027-06-30 https://[ why | 'https://[' is no link"
            })
    void whatCannotBeUnderstoodIsRefusedWithItsLineAndWhatIsAccepted(String line, String problem) {
        assertThatThrownBy(() -> Waivers.parse("w.txt", List.of("# one", line)))
                .isInstanceOf(WaiverException.class)
                .hasMessageStartingWith("w.txt:2: " + problem)
                .hasMessageContaining("a line is RULE LAST-DAY LINK REASON, for example 'E-");
    }

    @Test
    void aRuleIsWaivedOnce() {
        assertThatThrownBy(() -> Waivers.parse("w.txt", List.of(GOOD, GOOD)))
                .isInstanceOf(WaiverException.class)
                .hasMessageStartingWith("w.txt:2: E-CACHE-1 is waived in w.txt:1 already");
    }
}
