package io.quietcopy.benchmarks.target;

import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.benchmarks.result.Measure;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Where one side of a comparison comes from. */
sealed interface Operand {

    /** Looks it up, empty if the run did not measure it. */
    Optional<Value> in(BenchmarkResult result);

    /** What is missing where it is missing, for people. */
    String what();

    /** What one contender reached in one setting: the median of the rounds. */
    record Of(String settingId, String contenderId, Measure measure) implements Operand {
        @Override
        public Optional<Value> in(BenchmarkResult result) {
            return result.setting(settingId)
                    .flatMap(setting -> setting.contender(contenderId))
                    .flatMap(contender -> Value.of(contender, measure));
        }

        @Override
        public String what() {
            return measure.key() + " of " + contenderId + " in " + settingId;
        }
    }

    /** The contender of a kind with the highest median in one setting. */
    record Best(String settingId, ContenderKind kind, Measure measure) implements Operand {
        @Override
        public Optional<Value> in(BenchmarkResult result) {
            return result.setting(settingId).stream()
                    .flatMap(setting -> setting.contenders().stream())
                    .filter(contender -> contender.kind() == kind)
                    .flatMap(contender -> Value.of(contender, measure).stream())
                    .max(Comparator.comparingDouble(Value::median));
        }

        @Override
        public String what() {
            return measure.key() + " of any " + kind.key() + " in " + settingId;
        }
    }

    /** The highest single value that a contender had in any round of any setting. */
    record Worst(String contenderId, Measure measure) implements Operand {
        @Override
        public Optional<Value> in(BenchmarkResult result) {
            return result.settings().stream()
                    .filter(setting -> setting.copies() == 1)
                    .flatMap(setting -> setting.contender(contenderId).stream()
                            .flatMap(contender -> highest(setting.id(), contender)))
                    .max(Comparator.comparingDouble(Value::median));
        }

        private Stream<Value> highest(String settingId, ContenderResult contender) {
            return contender.statistics(measure).stream()
                    .map(statistics -> Value.constant(contender.label() + " in " + settingId, statistics.max()));
        }

        @Override
        public String what() {
            return measure.key() + " of " + contenderId + " in any setting";
        }
    }

    /** What is known of a setting beforehand. */
    record Known(String settingId, Fact fact, String label) implements Operand {
        @Override
        public Optional<Value> in(BenchmarkResult result) {
            return result.setting(settingId)
                    .flatMap(setting -> Optional.ofNullable(setting.facts().get(fact)))
                    .map(value -> Value.constant(label, value));
        }

        @Override
        public String what() {
            return fact.key() + " of " + settingId;
        }
    }

    /** A number. */
    record Constant(double value, String label) implements Operand {
        @Override
        public Optional<Value> in(BenchmarkResult result) {
            return Optional.of(Value.constant(label, value));
        }

        @Override
        public String what() {
            return label;
        }
    }
}
