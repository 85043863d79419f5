package io.quietcopy.conformance.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.JsonTree;
import io.quietcopy.conformance.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** The JSON is as its schema says. */
class JsonReportTest {
    private static final Path SCHEMA = Path.of("..", "docs", "conformance-report.schema.json");

    @Test
    void itIsAsItsSchemaSays() throws Exception {
        assertThat(JsonSchema.problems(Files.readString(SCHEMA), JsonReport.of(SampleRun.record())))
                .isEmpty();
    }

    @Test
    void theSchemaIsNoRubberStamp() throws Exception {
        String json = JsonReport.of(SampleRun.record())
                .replace("\"outcome\": \"failed\"", "\"outcome\": \"superb\"")
                .replace("\"offsetBytes\": 4095", "\"offset\": 4095")
                .replace("\"tries\": 1200", "\"tries\": \"many\"");
        assertThat(JsonSchema.problems(Files.readString(SCHEMA), json))
                .contains("/outcome is none of [passed, failed, incomplete]", "/checks/0/tries is no integer")
                .anyMatch(problem -> problem.endsWith("/wrongByte has no offsetBytes"))
                .anyMatch(problem -> problem.endsWith("/wrongByte/offset is not in the schema"));
    }

    @Test
    void itTellsEveryRuleAndTextsComeThroughUnharmed() throws Exception {
        Map<String, Object> json = JsonTree.of(JsonReport.of(SampleRun.record()));
        assertThat((List<?>) json.get("rules")).hasSize(Rule.all().size());
        assertThat(json.get("environment"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("folder", "/mnt/" + SampleRun.NASTY);
        Map<?, ?> counts = (Map<?, ?>) json.get("counts");
        assertThat(counts)
                .isNotEmpty()
                .allSatisfy((standing, count) -> assertThat((List<?>) json.get("rules"))
                        .filteredOn(rule -> ((Map<?, ?>) rule).get("standing").equals(standing))
                        .hasSize(((Long) count).intValue()));
        assertThat(counts.get("fail")).isEqualTo(1L);
        assertThat(counts.get("waived")).isEqualTo(1L);
    }
}
