package io.quietcopy.benchmarks.render;

import static io.quietcopy.benchmarks.Results.beside;
import static io.quietcopy.benchmarks.Results.contender;
import static io.quietcopy.benchmarks.Results.failed;
import static io.quietcopy.benchmarks.Results.setting;
import static io.quietcopy.benchmarks.Results.skipped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.benchmarks.Results;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonResultTest {
    private static final BenchmarkResult RESULT = Results.of(
            Results.with(
                    setting(
                            "local",
                            "local",
                            contender("dd-direct-1m", ContenderKind.PEER, Measure.BYTES_PER_SECOND, 4e8, 5e8, 6e8),
                            contender("quietcopy-native", ContenderKind.COMMAND, Measure.BYTES_PER_SECOND, 1e9),
                            skipped("fio-qd1", "needs fio"),
                            failed("cp", "the copy differs")),
                    Map.of(Fact.SOURCE_ALLOCATED_BYTES, 1e9)),
            setting("neighbour", "neighbour", beside("idle", ContenderKind.IDLE, 0.001)));

    @Test
    void readsAllThatWasWritten() throws IOException {
        assertThat(JsonResult.of(JsonReport.of(RESULT))).isEqualTo(RESULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{", "{}", "{\"version\":2}", "{\"version\":\"1\"}", "{\"version\":1}", "no JSON"})
    void refusesWhatIsNoResult(String text) {
        assertThatThrownBy(() -> JsonResult.of(text)).isInstanceOf(IOException.class);
    }
}
