package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/errors.md} has a section for each code, and none for a code that does not exist. */
class ErrorDocsTest {
    private static final Path DOCS = Path.of("..", "docs", "errors.md");
    private static final String SECTION = "### ";

    @Test
    void eachCodeHasOneSection() throws IOException {
        List<String> headings = Files.readAllLines(DOCS).stream()
                .filter(line -> line.startsWith(SECTION))
                .map(line -> line.substring(SECTION.length()))
                .toList();
        assertThat(headings)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::id).toList());
    }

    @ParameterizedTest
    @EnumSource
    void aSectionHasCausesTargetCureAndAnExampleOfThatCode(ErrorCode code) throws IOException {
        assertThat(sections().get(code.id()))
                .contains("- **Causes:** ", "- **Target:** ", "- **Cure:** ", "[" + code.id() + "]\n```");
    }

    private static Map<String, String> sections() throws IOException {
        Map<String, String> sections = new LinkedHashMap<>();
        for (String section : Files.readString(DOCS).split("(?m)^(?=##)", -1)) {
            if (section.startsWith(SECTION)) {
                sections.put(section.substring(SECTION.length(), section.indexOf('\n')), section);
            }
        }
        return sections;
    }
}
