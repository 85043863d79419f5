package io.quietcopy.benchmarks.render;

import static io.quietcopy.benchmarks.Results.beside;
import static io.quietcopy.benchmarks.Results.contender;
import static io.quietcopy.benchmarks.Results.setting;
import static io.quietcopy.benchmarks.Results.skipped;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.quietcopy.benchmarks.Results;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class JsonReportTest {
    private static final Path SCHEMA = Path.of("result.schema.json");
    private static final String A_MACHINES_FIELD = "processor";

    private static final BenchmarkResult RESULT = Results.of(
            Results.with(
                    setting(
                            "local",
                            "local",
                            contender("dd-direct-1m", ContenderKind.PEER, Measure.BYTES_PER_SECOND, 4e8, 5e8, 6e8),
                            contender("quietcopy-native", ContenderKind.COMMAND, Measure.BYTES_PER_SECOND, 1e9),
                            skipped("fio-qd1", "needs fio")),
                    Map.of(Fact.SOURCE_ALLOCATED_BYTES, 1e9)),
            setting("neighbour", "neighbour", beside("idle", ContenderKind.IDLE, 0.001)));

    @Test
    void hasStatisticsAndSamples() {
        assertThat(JsonReport.of(RESULT).replaceAll("\\s+", ""))
                .contains("\"bytesPerSecond\":{\"min\":4.0E8,\"median\":5.0E8,\"max\":6.0E8}")
                .contains("{\"round\":2,\"bytesPerSecond\":6.0E8}")
                .contains("\"skipped\":\"needsfio\"")
                .contains("\"log\":[[0.5,0.001,0.002],[1.5,0.001,0.001]]");
    }

    @Test
    void hasTheVerdictsWithTheirSpread() {
        assertThat(JsonReport.of(RESULT).replaceAll("\\s+", ""))
                .contains("\"comparison\":\"≥\",\"factor\":1.0,\"status\":\"met\",\"ratio\":2.0,\"lowestRatio\":2.0,"
                        + "\"highestRatio\":2.5,\"ours\":1.0E9,\"reference\":5.0E8,"
                        + "\"against\":\"labelofdd-direct-1m\"");
    }

    @Test
    void everyFieldIsInTheSchemaAndEveryMeasureToo() throws IOException {
        Set<String> described = fields(Files.readString(SCHEMA));

        assertThat(described).containsAll(without(fields(JsonReport.of(RESULT)), A_MACHINES_FIELD));
        for (Measure measure : Measure.values()) {
            assertThat(described).contains(measure.key());
        }
        for (Fact fact : Fact.values()) {
            assertThat(described).contains(fact.key());
        }
        assertThat(Files.readString(SCHEMA)).contains("\"peer\", \"command\", \"warm\", \"limit\", \"idle\"");
    }

    private static Set<String> fields(String json) throws IOException {
        Set<String> fields = new TreeSet<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    fields.add(parser.currentName());
                }
            }
        }
        return fields;
    }

    private static Set<String> without(Set<String> fields, String field) {
        fields.remove(field);
        return fields;
    }
}
