package io.quietcopy.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.internal.command.ConformanceCommand;
import io.quietcopy.conformance.internal.report.Standing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on the suite names what there is. */
class ConformancePageTest {
    private static final Path PAGE = Path.of("..", "docs", "conformance.md");

    @Test
    void everyOptionIsThere() throws Exception {
        List<String> described = Pattern.compile("^\\| `(--[a-z]+)", Pattern.MULTILINE)
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(described).containsExactlyInAnyOrderElementsOf(ConformanceCommand.options());
    }

    @Test
    void everyStandingIsThere() throws Exception {
        List<String> described = Pattern.compile("^\\| (pass|[a-z ]+) \\| ", Pattern.MULTILINE)
                .matcher(Files.readString(PAGE)
                        .replaceAll("(?s)^.*## Verdicts", "")
                        .replaceAll("(?s)## Exit.*", ""))
                .results()
                .map(match -> match.group(1))
                .filter(word -> !word.equals("verdict"))
                .toList();
        assertThat(described)
                .containsExactlyElementsOf(
                        Arrays.stream(Standing.values()).map(Standing::text).toList());
    }

    @Test
    void linksWithinThePagesLeadSomewhere() throws Exception {
        for (String name : List.of("conformance.md", "writing-an-engine.md")) {
            String page = Files.readString(PAGE.resolveSibling(name));
            assertThat(Pattern.compile("]\\(([^)#:]*)#?([^)]*)\\)")
                            .matcher(page)
                            .results())
                    .as(name)
                    .isNotEmpty()
                    .allSatisfy(link ->
                            assertThat(exists(name, link)).as(link.group()).isTrue());
        }
    }

    private static boolean exists(String page, MatchResult link) throws Exception {
        if (link.group(1).startsWith("http")) {
            return true;
        }
        Path target = link.group(1).isEmpty() ? PAGE.resolveSibling(page) : PAGE.resolveSibling(link.group(1));
        return Files.exists(target)
                && (link.group(2).isEmpty()
                        || Files.readString(target)
                                .lines()
                                .filter(line -> line.startsWith("#"))
                                .map(line -> line.replaceFirst("^#+ ", "")
                                        .toLowerCase(Locale.ROOT)
                                        .replaceAll("[^a-z0-9 -]", "")
                                        .replace(' ', '-'))
                                .anyMatch(link.group(2)::equals));
    }
}
