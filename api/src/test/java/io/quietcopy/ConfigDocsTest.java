package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table in {@code docs/configuration.md} has the settings that there are, with their defaults and values. */
class ConfigDocsTest {
    private static final Path DOCS = Path.of("..", "docs", "configuration.md");

    /** {@code | `key` | default | accepted | meaning |}. */
    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|");

    private record Row(String key, String defaultValue, String accepted) {}

    @Test
    void theTableIsThatOfTheLibrary() throws IOException {
        assertThat(rows())
                .containsExactlyElementsOf(CopierConfig.defaults().entries().stream()
                        .map(entry ->
                                new Row(entry.key().substring("quietcopy.".length()), entry.value(), entry.accepted()))
                        .toList());
    }

    @Test
    void theEnvironmentVariablesAreNamed() throws IOException {
        String text = Files.readString(DOCS);
        CopierConfig.defaults()
                .entries()
                .forEach(entry -> assertThat(text)
                        .contains("`" + entry.key().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_") + "`"));
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(DOCS).stream()
                .takeWhile(line -> !line.equals("## Where a setting comes from"))
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Row(row.group(1), row.group(2), row.group(3).replace("`", "")))
                .toList();
    }
}
