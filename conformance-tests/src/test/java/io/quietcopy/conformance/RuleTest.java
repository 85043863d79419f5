package io.quietcopy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.internal.check.Check;
import io.quietcopy.conformance.internal.check.Checks;
import io.quietcopy.spi.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The suite's list of rules and the specification say the same. */
class RuleTest {
    private static final Path SPECIFICATION = Path.of("..", "docs", "specification.md");
    private static final Pattern RULE = Pattern.compile(
            "^#### (E-[A-Z]+-\\d+)\\n\\n\\*\\*(.+?)\\.\\*\\*(.*?)(?=^#)", Pattern.DOTALL | Pattern.MULTILINE);

    /** Title and text by id. */
    private static Map<String, List<String>> specified() throws IOException {
        Matcher rules = RULE.matcher(Files.readString(SPECIFICATION));
        Map<String, List<String>> found = new LinkedHashMap<>();
        while (rules.find()) {
            found.put(rules.group(1), List.of(rules.group(2).replace("`", "").replace('\n', ' '), rules.group(3)));
        }
        return found;
    }

    @Test
    void theCatalogueHasTheRulesOfTheSpecificationInItsOrder() throws Exception {
        assertThat(Rule.all())
                .extracting(Rule::id)
                .containsExactlyElementsOf(specified().keySet());
    }

    @Test
    void titlesAreThoseOfTheSpecification() throws Exception {
        Map<String, List<String>> specified = specified();
        assertThat(Rule.all())
                .allSatisfy(rule -> assertThat(rule.title())
                        .isEqualTo(specified.get(rule.id()).get(0)));
    }

    @Test
    void aRuleThatNeedsACapabilityDoesSoInBoth() throws Exception {
        Map<String, List<String>> specified = specified();
        for (Rule rule : Rule.all()) {
            String text = specified.get(rule.id()).get(1);
            Matcher needs = Pattern.compile("\\*Needs:\\* `(\\w+)`").matcher(text);
            if (needs.find()) {
                assertThat(rule.capability()).as(rule.id()).hasValue(Capability.valueOf(needs.group(1)));
            } else if (!rule.id().equals("E-DIGEST-5")) {
                assertThat(rule.capability()).as(rule.id()).isEmpty();
            }
        }
    }

    @Test
    void everyRuleIsProvedByACheckOrSaysWhyItCannotBe() {
        Set<String> proved = Checks.all().stream()
                .flatMap(check -> check.rules().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(Rule.all())
                .allSatisfy(rule -> assertThat(proved.contains(rule.id()))
                        .as("%s is proved by a check", rule)
                        .isEqualTo(rule.untestable().isEmpty()));
    }

    @Test
    void everyCheckNamesRulesThatThereAre() {
        assertThat(Checks.all()).allSatisfy(check -> {
            assertThat(check.rules()).isNotEmpty().doesNotHaveDuplicates();
            check.rules().forEach(Rule::of);
        });
    }

    @Test
    void checksHaveNamesOfTheirOwn() {
        assertThat(Checks.all()).extracting(Check::id).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z0-9-]+"));
    }
}
