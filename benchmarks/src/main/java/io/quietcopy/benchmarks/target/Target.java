package io.quietcopy.benchmarks.target;

import io.quietcopy.benchmarks.result.BenchmarkResult;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One promise: {@code ours / reference} is at least, or at most, a factor. Immutable.
 *
 * <p>Ratios are those of the medians of one run. How far single rounds were apart is the spread: the lowest and the highest
 * ratio of two values of the same round, which were taken close to each other.
 *
 * @param row what it is about, one of a few
 * @param engine whose promise it is: {@code native}, {@code direct-nio}, {@code dd}
 * @param promise the promise in words
 * @param ours what the engine reached
 * @param comparison how the ratio has to stand to the factor
 * @param factor the factor
 * @param reference what it is compared with
 */
public record Target(
        String row,
        String engine,
        String promise,
        Operand ours,
        Comparison comparison,
        double factor,
        Operand reference) {

    /** Tells whether the run kept the promise. */
    public Verdict judge(BenchmarkResult result) {
        Optional<Value> own = ours.in(result);
        if (own.isEmpty()) {
            return Verdict.notMeasured(this, "no " + ours.what());
        }
        Optional<Value> other = reference.in(result);
        if (other.isEmpty()) {
            return Verdict.notMeasured(this, "no " + reference.what());
        }
        return judge(own.get(), other.get());
    }

    private Verdict judge(Value own, Value other) {
        if (other.median() <= 0) {
            return Verdict.notMeasured(this, other.label() + " has " + other.median());
        }
        double ratio = own.median() / other.median();
        double low = ratio;
        double high = ratio;
        for (int round : rounds(own, other)) {
            double reference = other.in(round);
            if (reference > 0) {
                low = Math.min(low, own.in(round) / reference);
                high = Math.max(high, own.in(round) / reference);
            }
        }
        Verdict.Status status = comparison.holds(ratio, factor) ? Verdict.Status.MET : Verdict.Status.MISSED;
        return new Verdict(
                this,
                status,
                Optional.of(new Verdict.Ratio(ratio, low, high)),
                own.median(),
                other.median(),
                other.label());
    }

    /** The rounds in which both were measured; of a constant, those of the other one. */
    private static Set<Integer> rounds(Value own, Value other) {
        Set<Integer> rounds = new TreeSet<>(
                own.byRound().isEmpty()
                        ? other.byRound().keySet()
                        : own.byRound().keySet());
        if (!own.byRound().isEmpty() && !other.byRound().isEmpty()) {
            rounds.retainAll(other.byRound().keySet());
        }
        return rounds;
    }
}
