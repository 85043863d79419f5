package io.quietcopy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quietcopy.benchmarks.contender.Attempt;
import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.contender.Contenders;
import io.quietcopy.benchmarks.contender.CopyJob;
import io.quietcopy.benchmarks.contender.WarmJvms;
import io.quietcopy.benchmarks.process.Usage;
import io.quietcopy.benchmarks.result.BenchmarkResult;
import io.quietcopy.benchmarks.result.ContenderKind;
import io.quietcopy.benchmarks.result.ContenderResult;
import io.quietcopy.benchmarks.result.Measure;
import io.quietcopy.benchmarks.result.Sample;
import io.quietcopy.benchmarks.result.SettingResult;
import io.quietcopy.benchmarks.scenario.Profile;
import io.quietcopy.benchmarks.scenario.Setting;
import io.quietcopy.benchmarks.scenario.Settings;
import io.quietcopy.benchmarks.scenario.Trial;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small benchmarks, for real. */
@Timeout(180)
class BenchmarkTest {
    private static final long SIZE_BYTES = 4 << 20;
    private static final int ROUNDS = 2;
    private static final Profile PROFILE = new Profile(true, SIZE_BYTES, ROUNDS, 1);

    @Test
    void measuresACommandAndAWarmEngineSideBySide() throws IOException {
        SettingResult local = run("local", "dd", "dd-direct-1m", "quietcopy-native-warm");

        assertThat(local.failure()).isEmpty();
        for (ContenderResult contender : local.contenders()) {
            assertThat(contender.failures()).isEmpty();
            assertThat(contender.samples()).extracting(Sample::round).containsExactly(0, 1);
            for (Sample sample : contender.samples()) {
                double seconds = sample.value(Measure.SECONDS).orElseThrow();
                double speed = sample.value(Measure.BYTES_PER_SECOND).orElseThrow();
                assertThat(speed * seconds).isCloseTo(SIZE_BYTES, within(1.0));
            }
            assertThat(value(contender, Measure.PEAK_MEMORY_BYTES)).isPositive();
            assertThat(value(contender, Measure.ALLOCATED_BYTES)).isGreaterThanOrEqualTo(SIZE_BYTES);
        }
    }

    @Test
    void seesWhatABufferedCopyLeavesInTheCacheAndADirectOneDoesNot() throws IOException {
        SettingResult local = run("local", "dd", "dd-direct-1m");

        long pages = SIZE_BYTES / Residency.pageBytes();
        assertThat(value(local.contender("dd").orElseThrow(), Measure.TARGET_PAGES))
                .isEqualTo((double) pages);
        assertThat(value(local.contender("dd-direct-1m").orElseThrow(), Measure.TARGET_PAGES))
                .isZero();
    }

    @Test
    void copiesBesideANeighbourWhoseLatenciesAreTakenDown() throws IOException {
        Requirement.require(Requirement.CGROUP_MEMORY);
        SettingResult neighbour = run("neighbour", "idle", "dd-direct-1m", "quietcopy-native-warm");

        for (ContenderResult contender : neighbour.contenders()) {
            assertThat(contender.failures()).isEmpty();
            assertThat(value(contender, Measure.LOG_P50_SECONDS))
                    .isBetween(1e-6, value(contender, Measure.LOG_MAX_SECONDS));
            assertThat(contender.timeline().orElseThrow().log()).isNotEmpty();
            assertThat(contender.timeline().orElseThrow().hasCopy()).isEqualTo(contender.kind() != ContenderKind.IDLE);
        }
    }

    @Test
    void storageThatIsFarAwayTakesItsTime() throws IOException {
        Requirement.require(Requirement.STORAGE_MODEL);
        SettingResult remote = run("remote", "dd-direct-1m");

        ContenderResult dd = remote.contender("dd-direct-1m").orElseThrow();
        assertThat(dd.failures()).isEmpty();
        // Each MiB is read and then written, 2 ms and 2.6 ms of bandwidth each.
        assertThat(value(dd, Measure.SECONDS)).isGreaterThan(SIZE_BYTES / (1 << 20) * 2 * 0.0046);
    }

    @Test
    void aCopyThatDiffersIsNoSample() throws IOException {
        SettingResult local = run("local", List.of(new Liar()));

        ContenderResult liar = local.contenders().get(0);
        assertThat(liar.samples()).isEmpty();
        assertThat(liar.failures()).hasSize(ROUNDS).allMatch(failure -> failure.startsWith("the copy differs"));
        assertThat(liar.reasonForNothing()).isPresent();
    }

    @Test
    void aContenderThatIsMissingIsShownWithTheReason() throws IOException {
        SettingResult local = run("local", List.of(new Liar() {
            @Override
            public Optional<String> lack() {
                return Optional.of("needs a conscience");
            }
        }));

        assertThat(local.contenders().get(0).skipped()).contains("needs a conscience");
        assertThat(local.contenders().get(0).failures()).isEmpty();
    }

    @Test
    void whoTookTooLongIsNotAskedAgain() {
        ContenderLog log = new ContenderLog(new Liar());

        log.add(0, new Trial.Run(Map.of(), Optional.of("took longer than 60 s and was ended"), true, Optional.empty()));

        assertThat(log.goesOn()).isFalse();
        assertThat(log.result().failures()).containsExactly("took longer than 60 s and was ended");
    }

    @Test
    void whatARoundGaveIsHandedOutBeforeTheNextOne() throws IOException {
        List<Integer> samples = new ArrayList<>();
        try (Scratch folder = Scratch.create()) {
            run(folder, "fresh", contenders -> contenders.of("cp"), new Silent() {
                @Override
                public void measured(BenchmarkResult soFar) {
                    samples.add(soFar.settings()
                            .get(0)
                            .contenders()
                            .get(0)
                            .samples()
                            .size());
                }
            });
        }

        assertThat(samples).containsExactly(1, 2, 2);
    }

    @Test
    void leavesNothingBehind() throws IOException {
        try (Scratch folder = Scratch.create()) {
            run(folder, "fresh", contenders -> contenders.of("cp"));

            assertThat(folder.path()).isEmptyDirectory();
        }
    }

    private interface Choice {
        List<Contender> of(Contenders contenders);
    }

    private static SettingResult run(String scenario, String... contenders) throws IOException {
        return run(scenario, all -> all.of(contenders));
    }

    private static SettingResult run(String scenario, List<Contender> contenders) throws IOException {
        return run(scenario, all -> contenders);
    }

    private static SettingResult run(String scenario, Choice choice) throws IOException {
        try (Scratch folder = Scratch.create()) {
            return run(folder, scenario, choice);
        }
    }

    /** The first setting of a scenario. */
    private static SettingResult run(Scratch folder, String scenario, Choice choice) throws IOException {
        return run(folder, scenario, choice, new Silent());
    }

    private static SettingResult run(Scratch folder, String scenario, Choice choice, Benchmark.Progress progress)
            throws IOException {
        try (WarmJvms jvms = new WarmJvms(1 << 20, 1, 1)) {
            Contenders contenders = new Contenders(jvms, PROFILE.fioDepths(), PROFILE.idle());
            Setting setting = Settings.all(PROFILE, contenders).stream()
                    .filter(each -> each.scenario().equals(scenario))
                    .findFirst()
                    .orElseThrow()
                    .with(choice.of(contenders));
            BenchmarkResult result = new Benchmark(
                            PROFILE, folder.path(), progress, () -> Results.of().info(), Optional.empty())
                    .run(List.of(setting));
            return result.settings().get(0);
        }
    }

    private static double value(ContenderResult contender, Measure measure) {
        return contender.statistics(measure).orElseThrow().median();
    }

    /** Says that it has copied. */
    private static class Liar implements Contender {
        @Override
        public String id() {
            return "liar";
        }

        @Override
        public String label() {
            return "liar";
        }

        @Override
        public ContenderKind kind() {
            return ContenderKind.PEER;
        }

        @Override
        public Writes writes() {
            return Writes.IN_PLACE;
        }

        @Override
        public boolean direct() {
            return false;
        }

        @Override
        public Optional<String> lack() {
            return Optional.empty();
        }

        @Override
        public Ready ready(CopyJob job) {
            return new Ready() {
                @Override
                public Attempt run(Duration limit) throws IOException {
                    CopyJob.Pair pair = job.pairs().get(0);
                    byte[] bytes = Files.readAllBytes(pair.source());
                    bytes[bytes.length - 1] ^= 1;
                    Files.write(pair.target(), bytes, StandardOpenOption.WRITE);
                    return new Attempt(0, 1, 1e-9, new Usage(0, 0, 0), OptionalLong.empty(), Optional.empty(), false);
                }

                @Override
                public void close() {}
            };
        }
    }

    private static class Silent implements Benchmark.Progress {
        private final List<String> skipped = new ArrayList<>();

        @Override
        public void begins(Setting setting) {}

        @Override
        public void skips(Setting setting, String reason) {
            skipped.add(reason);
        }

        @Override
        public void runs(Setting setting, Contender contender, int round) {}

        @Override
        public void ran(Trial.Run run) {}

        @Override
        public void measured(BenchmarkResult soFar) {
            assertThat(skipped).isEmpty();
        }
    }
}
