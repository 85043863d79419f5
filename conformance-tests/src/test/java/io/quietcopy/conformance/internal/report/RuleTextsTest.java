package io.quietcopy.conformance.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.Rule;
import org.junit.jupiter.api.Test;

/** Reports quote the specification. */
class RuleTextsTest {
    @Test
    void everyRuleHasItsParagraphsAndNothingOfItsNeighbours() {
        RuleTexts texts = RuleTexts.read();
        assertThat(Rule.all()).allSatisfy(rule -> {
            assertThat(texts.body(rule))
                    .containsAnyOf("MUST", "SHOULD", "MAY", "binds also")
                    .doesNotContain("Verified by:", "*Needs:*", "####", rule.title() + ".**");
            assertThat(texts.body(rule).lines()).noneMatch(line -> line.startsWith("# "));
            assertThat(texts.chapter(rule)).isNotEmpty();
        });
    }

    @Test
    void itsMarkdownBecomesHtml() {
        RuleTexts texts = RuleTexts.read();
        assertThat(Markdown.html(texts.body(Rule.of("E-ERROR-1"))))
                .contains("<table><tr><th>what failed</th><th>code</th></tr>", "<td><code>NO_SPACE</code></td>")
                .doesNotContain("|", "`");
        assertThat(Markdown.html(texts.body(Rule.of("E-STOP-8")))).contains("(<a href=\"#e-stop-6\">E-STOP-6</a>)");
        assertThat(Markdown.html(texts.body(Rule.of("E-OPEN-9")))).contains("<p><em>Why:</em> a process loses");
        assertThat(Rule.all())
                .allSatisfy(rule -> assertThat(Markdown.html(texts.body(rule))).doesNotContain("**", "](#", "`"));
    }
}
