package io.quietcopy.conformance.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The kill table in the documentation is that of the mutants. {@code -Dquietcopy.tests.rewriteDocs=true} writes it anew. */
class KillTableTest {
    private static final Path PAGE = Path.of("..", "docs", "conformance.md");
    private static final String BEGIN = "<!-- kill table, generated: begin -->\n";
    private static final String END = "<!-- kill table, generated: end -->\n";

    @Test
    void theDocumentationHasTheKillTable() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).isBetween(BEGIN.length(), end);
        if (Boolean.getBoolean("quietcopy.tests.rewriteDocs")) {
            page = page.substring(0, begin) + KillTable.markdown() + page.substring(end);
            Files.writeString(PAGE, page);
            end = page.indexOf(END);
        }
        assertThat(page.substring(begin, end)).isEqualTo(KillTable.markdown());
    }
}
