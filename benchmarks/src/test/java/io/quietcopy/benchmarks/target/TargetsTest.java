package io.quietcopy.benchmarks.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.benchmarks.Results;
import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.contender.Contenders;
import io.quietcopy.benchmarks.contender.WarmJvms;
import io.quietcopy.benchmarks.scenario.Profile;
import io.quietcopy.benchmarks.scenario.Setting;
import io.quietcopy.benchmarks.scenario.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The promises speak of contenders and settings that a full run has. */
class TargetsTest {

    @Test
    void everyPromiseIsAboutWhatAFullRunMeasures() throws IOException {
        Profile profile = new Profile(false, 1L << 30, 5, 1);
        try (WarmJvms jvms = new WarmJvms(0, 0, 0)) {
            Contenders contenders = new Contenders(jvms, profile.fioDepths(), profile.idle());
            Map<String, Setting> settings = Settings.all(profile, contenders).stream()
                    .collect(Collectors.toMap(Setting::id, Function.identity()));

            for (Target target : Targets.all()) {
                for (Operand operand : List.of(target.ours(), target.reference())) {
                    assertThat(isMeasured(operand, settings))
                            .as(target.promise() + ": " + operand)
                            .isTrue();
                }
            }
        }
    }

    private static boolean isMeasured(Operand operand, Map<String, Setting> settings) {
        if (operand instanceof Operand.Of of) {
            return settings.containsKey(of.settingId())
                    && ids(settings.get(of.settingId())).contains(of.contenderId());
        }
        if (operand instanceof Operand.Best best) {
            return settings.get(best.settingId()).contenders().stream()
                    .anyMatch(contender -> contender.kind() == best.kind());
        }
        if (operand instanceof Operand.Worst worst) {
            return settings.values().stream().anyMatch(setting -> ids(setting).contains(worst.contenderId()));
        }
        if (operand instanceof Operand.Known known) {
            return settings.containsKey(known.settingId());
        }
        return true;
    }

    private static Set<String> ids(Setting setting) {
        return setting.contenders().stream().map(Contender::id).collect(Collectors.toSet());
    }

    @Test
    void aRunThatMeasuredNothingKeepsAndBreaksNone() {
        assertThat(Targets.judge(Results.of())).extracting(Verdict::status).containsOnly(Verdict.Status.NOT_MEASURED);
    }

    @Test
    void noTwoPromisesOfAnEngineHaveTheSameWords() {
        assertThat(Targets.all())
                .extracting(target -> target.row() + target.engine() + target.promise())
                .doesNotHaveDuplicates();
    }
}
