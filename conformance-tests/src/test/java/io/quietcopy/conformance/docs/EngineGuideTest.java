package io.quietcopy.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The guide shows the example, file by file; {@code -Dquietcopy.tests.rewriteDocs=true} copies the files into it. The example
 * itself is built and run by {@code ThirdPartyEngineIT}.
 */
class EngineGuideTest {
    private static final Path PAGE = Path.of("..", "docs", "writing-an-engine.md");
    private static final Path EXAMPLE = Path.of("..", "examples", "third-party-engine");
    private static final Pattern FILE = Pattern.compile("<!-- file: (\\S+) -->\n```(\\w*)\n(.*?)```\n", Pattern.DOTALL);

    @Test
    void everyFileOfTheGuideIsThatOfTheExample() throws IOException {
        if (Boolean.getBoolean("quietcopy.tests.rewriteDocs")) {
            Files.writeString(
                    PAGE,
                    FILE.matcher(Files.readString(PAGE))
                            .replaceAll(match -> Matcher.quoteReplacement("<!-- file: " + match.group(1) + " -->\n```"
                                    + match.group(2) + "\n" + read(match.group(1)) + "```\n")));
        }
        List<MatchResult> files = FILE.matcher(Files.readString(PAGE)).results().toList();
        assertThat(files)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file.group(3)).as(file.group(1)).isEqualTo(read(file.group(1))));
    }

    private static String read(String file) {
        try {
            return Files.readString(EXAMPLE.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(file + " of the guide is not in the example", e);
        }
    }

    @Test
    void theGuideLeavesNothingOut() throws IOException {
        Set<String> shown = FILE.matcher(Files.readString(PAGE))
                .results()
                .map(file -> file.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        // Described in a sentence, since it has one line.
        shown.add("src/test/resources/META-INF/services/io.quietcopy.spi.CopyEngineProvider");
        try (Stream<Path> tree = Files.walk(EXAMPLE)) {
            assertThat(tree.filter(Files::isRegularFile)
                            .map(EXAMPLE::relativize)
                            .map(Path::toString)
                            .filter(file -> !file.startsWith("target")))
                    .containsExactlyInAnyOrderElementsOf(shown);
        }
    }

    @Test
    void theExampleUsesTheVersionsOfTheBuild() throws IOException {
        String parent = Files.readString(Path.of("..", "pom.xml"));
        String example = Files.readString(EXAMPLE.resolve("pom.xml"));
        assertThat(example)
                .contains("<quietcopy.version>" + first(parent, "</artifactId>\\s*<version>([^<]+)") + "<")
                .contains("<version>" + first(parent, "<junit.version>([^<]+)") + "<");
        List<MatchResult> plugins = Pattern.compile(
                        "<artifactId>(maven-[a-z]+-plugin)</artifactId>\\s*<version>([^<]+)<")
                .matcher(example)
                .results()
                .toList();
        assertThat(plugins)
                .isNotEmpty()
                .allSatisfy(plugin -> assertThat(plugin.group(2))
                        .as(plugin.group(1))
                        .isEqualTo(first(
                                parent, "<artifactId>" + plugin.group(1) + "</artifactId>\\s*<version>([^<]+)<")));
    }

    private static String first(String text, String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        assertThat(matcher.find()).as(regex).isTrue();
        return matcher.group(1);
    }
}
