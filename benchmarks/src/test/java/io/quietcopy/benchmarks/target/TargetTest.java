package io.quietcopy.benchmarks.target;

import static io.quietcopy.benchmarks.Results.contender;
import static io.quietcopy.benchmarks.Results.setting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcopy.benchmarks.Results;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.Sample;
import io.quietcopy.benchmarks.target.Verdict.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
    private static final Operand OURS = new Operand.Of("here", "ours", Measure.BYTES_PER_SECOND);
    private static final Operand THEIRS = new Operand.Of("here", "theirs", Measure.BYTES_PER_SECOND);

    @ParameterizedTest
    @CsvSource({
        "AT_LEAST, 1.0, 100, 100, MET",
        "AT_LEAST, 1.0, 99, 100, MISSED",
        "AT_LEAST, 0.95, 95, 100, MET",
        "AT_MOST, 1.0, 100, 100, MET",
        "AT_MOST, 1.5, 151, 100, MISSED",
        "BELOW, 1.0, 100, 100, MISSED",
        "BELOW, 1.0, 99, 100, MET",
    })
    void isMetWhenTheRatioOfMediansKeepsIt(
            Comparison comparison, double factor, double ours, double theirs, Status expected) {
        Verdict verdict = judge(comparison, factor, result(new double[] {ours}, new double[] {theirs}));

        assertThat(verdict.status()).isEqualTo(expected);
    }

    @Test
    void comparesMediansAndTellsTheSpreadOfTheRounds() {
        BenchmarkResult result = result(new double[] {100, 200, 300}, new double[] {100, 100, 400});

        Verdict.Ratio ratio = judge(Comparison.AT_LEAST, 1, result).ratio().orElseThrow();

        assertThat(ratio.ofMedians()).isEqualTo(2);
        assertThat(ratio.lowest()).isEqualTo(0.75);
        assertThat(ratio.highest()).isEqualTo(2);
    }

    @Test
    void comparesInTheSpreadOnlyRoundsInWhichBothRan() {
        ContenderResult ours = new ContenderResult(
                "ours",
                "ours",
                ContenderKind.WARM,
                Optional.empty(),
                List.of(),
                List.of(sample(0, 100), sample(2, 100)),
                Optional.empty());
        ContenderResult theirs = new ContenderResult(
                "theirs",
                "theirs",
                ContenderKind.PEER,
                Optional.empty(),
                List.of(),
                List.of(sample(1, 1), sample(2, 100)),
                Optional.empty());
        BenchmarkResult result = Results.of(setting("here", "here", ours, theirs));

        Verdict.Ratio ratio = judge(Comparison.AT_LEAST, 1, result).ratio().orElseThrow();

        assertThat(ratio.lowest()).isEqualTo(1);
        assertThat(ratio.ofMedians()).isCloseTo(100 / 50.5, within(1e-9));
    }

    @Test
    void isNotMeasuredWhereOneSideDidNotRun() {
        BenchmarkResult without =
                Results.of(setting("here", "here", contender("ours", ContenderKind.WARM, Measure.BYTES_PER_SECOND, 1)));

        Verdict verdict = judge(Comparison.AT_LEAST, 1, without);

        assertThat(verdict.status()).isEqualTo(Status.NOT_MEASURED);
        assertThat(verdict.ratio()).isEmpty();
        assertThat(verdict.against()).contains("theirs").contains("here");
    }

    @Test
    void isNotMeasuredAgainstZero() {
        assertThat(judge(Comparison.AT_MOST, 1, result(new double[] {0}, new double[] {0}))
                        .status())
                .isEqualTo(Status.NOT_MEASURED);
    }

    @Test
    void theFastestPeerIsTheOneWithTheHighestMedianAndNoLimitNorQuietcopy() {
        BenchmarkResult result = Results.of(setting(
                "here",
                "here",
                contender("lucky", ContenderKind.PEER, Measure.BYTES_PER_SECOND, 10, 10, 900),
                contender("steady", ContenderKind.PEER, Measure.BYTES_PER_SECOND, 100, 100, 100),
                contender("fio", ContenderKind.LIMIT, Measure.BYTES_PER_SECOND, 1000),
                contender("ours", ContenderKind.WARM, Measure.BYTES_PER_SECOND, 2000)));

        Operand best = new Operand.Best("here", ContenderKind.PEER, Measure.BYTES_PER_SECOND);

        assertThat(best.in(result).orElseThrow().label()).isEqualTo("label of steady");
    }

    @Test
    void theWorstAnywhereIsTheHighestSingleValueOfSingleCopies() {
        Operand worst = new Operand.Worst("ours", Measure.PEAK_MEMORY_BYTES);
        BenchmarkResult result = Results.of(
                setting("a", "a", contender("ours", ContenderKind.COMMAND, Measure.PEAK_MEMORY_BYTES, 10, 90, 10)),
                setting("b", "b", contender("ours", ContenderKind.COMMAND, Measure.PEAK_MEMORY_BYTES, 50)));

        assertThat(worst.in(result).orElseThrow().median()).isEqualTo(90);
        assertThat(worst.in(result).orElseThrow().label()).contains("in a");
    }

    @Test
    void whatIsKnownOfASettingCanBeComparedWith() {
        Operand known = new Operand.Known("here", Fact.MODEL_BYTES_PER_SECOND, "the model");
        BenchmarkResult result =
                Results.of(Results.with(setting("here", "here"), Map.of(Fact.MODEL_BYTES_PER_SECOND, 4e8)));

        assertThat(known.in(result).orElseThrow().median()).isEqualTo(4e8);
        assertThat(known.in(Results.of(setting("here", "here")))).isEmpty();
    }

    private static Verdict judge(Comparison comparison, double factor, BenchmarkResult result) {
        return new Target("row", "native", "promise", OURS, comparison, factor, THEIRS).judge(result);
    }

    private static BenchmarkResult result(double[] ours, double[] theirs) {
        return Results.of(setting(
                "here",
                "here",
                contender("ours", ContenderKind.WARM, Measure.BYTES_PER_SECOND, ours),
                contender("theirs", ContenderKind.PEER, Measure.BYTES_PER_SECOND, theirs)));
    }

    private static Sample sample(int round, double value) {
        return new Sample(round, Map.of(Measure.BYTES_PER_SECOND, value));
    }
}
