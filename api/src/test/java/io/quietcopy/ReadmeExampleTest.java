package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of Java in {@code README.md} are those of {@link #example}, so they compile. */
class ReadmeExampleTest {
    private static final Path SELF = Path.of("src", "test", "java", "io", "quietcopy", "ReadmeExampleTest.java");

    private static String example(Path source, Path target) {
        // README
        CopierConfig config =
                CopierConfig.builder().environment().set("pace", "quiet").build();
        try (Copier copier = Copier.create(config)) { // thread-safe; one serves a whole program
            CopyRequest request = CopyRequest.from(source, target)
                    .deadline(Duration.ofHours(2))
                    .build();
            CopyReport report = copier.copy(request);
            return report.engine() + " copied " + report.totalBytes() + " bytes: " + report.toJson();
        } catch (CopyRefusedException e) {
            return "refused, the target is untouched: " + e.problem() + ". " + e.remedy();
        } catch (CopyException e) {
            return "failed, the target is " + e.targetState() + ": " + e.getMessage();
        }
        // END
    }

    @Test
    void theExampleWorks(@TempDir Path folder) {
        assertThat(example(folder.resolve("missing.raw"), folder.resolve("target.raw")))
                .startsWith("refused, the target is untouched: the source ")
                .contains("does not exist");
    }

    @Test
    void theReadmeHasTheSameLines() throws IOException {
        String readme = between(Files.readString(Path.of("..", "README.md")), "```java\n", "```");
        String here = between(Files.readString(SELF), "// README\n", "// END\n");
        assertThat(withoutLayout(readme)).isEqualTo(withoutLayout(here));
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as("where %s is", start.strip()).isNotNegative();
        return text.substring(from + start.length(), text.indexOf(end, from + start.length()));
    }

    /** The formatter breaks lines where it likes; what is written in them must be the same. */
    private static String withoutLayout(String code) {
        return code.replaceAll("\\s+", "");
    }
}
