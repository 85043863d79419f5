package io.quietcopy.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.Rule;
import io.quietcopy.testbed.FileSystemKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The matrix in the documentation. {@code -Dquietcopy.tests.rewriteDocs=true -Dquietcopy.tests.matrix=EXT4,XFS,BTRFS,TMPFS} runs the
 * suite on all engines there, which takes a while, and writes it anew; {@code -Dquietcopy.tests.matrixReports=FOLDER} instead of the
 * second takes reports that were written before.
 */
class MatrixTest {
    private static final GeneratedSection SECTION =
            new GeneratedSection(Path.of("..", "docs", "conformance.md"), "matrix");

    @Test
    void theDocumentationHasEveryRuleAndEngine() throws Exception {
        String kinds = System.getProperty("quietcopy.tests.matrix");
        if (kinds != null && Boolean.getBoolean("quietcopy.tests.rewriteDocs")) {
            SECTION.write(MatrixRuns.on(Arrays.stream(kinds.split(",", -1))
                            .map(FileSystemKind::valueOf)
                            .toList())
                    .markdown());
        }
        String reports = System.getProperty("quietcopy.tests.matrixReports");
        if (reports != null && Boolean.getBoolean("quietcopy.tests.rewriteDocs")) {
            SECTION.write(MatrixRuns.of(Path.of(reports)).markdown());
        }
        List<String> lines = SECTION.read().lines().toList();
        assertThat(lines.get(0)).isEqualTo("| rule | | `" + String.join("` | `", MatrixRuns.ENGINES) + "` |");
        assertThat(lines.stream().filter(line -> line.startsWith("| [")))
                .extracting(line -> line.substring(3, line.indexOf(']')))
                .containsExactlyElementsOf(Rule.all().stream().map(Rule::id).toList());
    }

    @Test
    void aCellIsOneWordWhereItIsTheSameEverywhere() {
        Matrix matrix = new Matrix();
        matrix.add(report("b", "ext4", "pass", "pass"));
        matrix.add(report("b", "tmpfs", "skipped", "pass"));
        matrix.add(report("a", "ext4", "fail", "fail"));
        matrix.add(report("a", "tmpfs", "fail", "fail"));
        assertThat(matrix.markdown())
                .startsWith("| rule | | `a` | `b` |\n|---|---|---|---|\n| [E-PROVIDER-1](")
                .contains("(specification.md#e-bytes-1) | Every byte arrives"
                        + " | fail | pass (ext4, loop512), skipped (tmpfs) |\n")
                .endsWith("\nRun on: ext4, loop512, tmpfs.\n");
    }

    private static String report(String engine, String fileSystem, String standing, String verdict) {
        return """
                {"engine": "%s", "environment": {"file-system": "%s"},
                 "rules": [{"id": "E-BYTES-1", "standing": "%s"}],
                 "checks": [{"place": "loop512", "verdict": "%s", "observations": {"E-BYTES-1": 3}},
                            {"place": "loop4096", "verdict": "pass", "observations": {"E-BYTES-2": 3}}]}
                """.formatted(engine, fileSystem, standing, verdict);
    }
}
