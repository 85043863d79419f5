package io.quietcopy.conformance.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page tells all, needs nothing beside it, and takes no text for markup. */
class HtmlReportTest {
    private final String html;

    HtmlReportTest() throws Exception {
        html = HtmlReport.of(SampleRun.record(), RuleTexts.read());
    }

    private List<String> all(String regex) {
        return Pattern.compile(regex)
                .matcher(html)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @Test
    void theFirstThatIsSeenIsTheOutcomeAndWhatFailed() {
        assertThat(html.indexOf("class=\"outcome failed\"")).isPositive().isLessThan(html.indexOf("What failed"));
        assertThat(html.indexOf("What failed")).isLessThan(html.indexOf("Rule by rule"));
    }

    @Test
    void aFailureShowsTheRuleTheInputTheWrongByteAndTheCommand() {
        assertThat(html)
                .contains("Bytes of the target outside the extents MUST NOT change")
                .contains("First wrong byte: target at 4,095 <code>0xfff</code>")
                .contains("<code class=\"good\">3a 91</code>", "<code class=\"bad\">00 00</code>")
                .contains("what was there before")
                .contains("<pre>windows@files source=d4096 name='a b'</pre>")
                .contains("java -cp 'a b.jar:c.jar' Main --engine sample --replay"
                        + " 'windows@files source=d4096 name='\\''a b'\\'''");
    }

    @Test
    void everyRuleHasItsLine() {
        assertThat(Rule.all())
                .allSatisfy(rule -> assertThat(html)
                        .contains("id=\"" + rule.id().toLowerCase(Locale.ROOT) + "\"")
                        .contains(Markup.escape(rule.title())));
        assertThat(html)
                .contains(">skipped</span>", ">waived</span>", ">not verified</span>", ">not testable</span>")
                .contains("needs root &lt;really&gt;")
                .contains("href=\"https://example.org/issues/1\"");
    }

    @Test
    void itNeedsNothingBesideIt() {
        assertThat(html).doesNotContain("src=", "@import", "url(", "<link", "<iframe");
        assertThat(all("href=\"[^#\"][^\"]*\"")).containsOnly("href=\"https://example.org/issues/1\"");
    }

    @Test
    void whatEnginesSayIsTextAndNoMarkup() {
        assertThat(html)
                .doesNotContain("<script>alert")
                .contains("&lt;script&gt;alert('x')&lt;/script&gt; &amp; &quot;quoted&quot;");
        assertThat(html.chars()).noneMatch(c -> c == 7);
        assertThat(all("<script")).hasSize(1);
    }

    @Test
    void idsAreThereOnceAndLinksLeadSomewhere() {
        List<String> ids = all(" id=\"[^\"]*\"");
        Set<String> unique = new HashSet<>(ids);
        assertThat(ids).hasSameSizeAs(unique);
        assertThat(all("href=\"#[^\"]*\""))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(unique).contains(" id=\"" + link.substring("href=\"#".length())));
    }

    @Test
    void lightAndDarkHaveTheSameColours() {
        List<String> names = all("--[a-z-]+: #[0-9a-f]{6}").stream()
                .map(colour -> colour.substring(0, colour.indexOf(':')))
                .toList();
        assertThat(names.subList(0, names.size() / 2)).isEqualTo(names.subList(names.size() / 2, names.size()));
    }
}
