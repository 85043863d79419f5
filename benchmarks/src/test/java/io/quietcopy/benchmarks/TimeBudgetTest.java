package io.quietcopy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.benchmarks.contender.Contenders;
import io.quietcopy.benchmarks.contender.WarmJvms;
import io.quietcopy.benchmarks.scenario.Profile;
import io.quietcopy.benchmarks.scenario.Setting;
import io.quietcopy.benchmarks.scenario.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeBudgetTest {
    private static final long SECOND = 1_000_000_000;
    private static final int ROUNDS = 3;

    private final List<Setting> settings = settings();
    private long now = 5 * SECOND;

    @Test
    void withoutALimitThereIsAlwaysTime() {
        assertThat(rounds(Optional.empty(), 1000 * SECOND)).allMatch(rounds -> rounds == ROUNDS);
    }

    @Test
    void whereTimeIsLongAllRoundsAreMade() {
        assertThat(rounds(Optional.of(Duration.ofHours(3)), SECOND)).allMatch(rounds -> rounds == ROUNDS);
    }

    @Test
    void whereTimeIsShortAllSettingsHaveOneRoundAndTheTimeIsKept() {
        // Rounds of 10 s: there is time for one each and a few more.
        Duration limit = Duration.ofSeconds(10L * settings.size() + 60);
        List<Integer> rounds = rounds(Optional.of(limit), 10 * SECOND);

        assertThat(rounds).allMatch(made -> made >= 1);
        assertThat(rounds).anyMatch(made -> made > 1);
        assertThat(now).isLessThanOrEqualTo(5 * SECOND + limit.toNanos() + 10 * SECOND);
    }

    @Test
    void whenAllTimeIsOverNothingMoreBegins() {
        TimeBudget budget = new TimeBudget(Optional.of(Duration.ofSeconds(1)), settings, () -> now);
        now += 2 * SECOND;

        budget.nextSetting();

        assertThat(budget.isOver()).isTrue();
        assertThat(budget.nextRound(0)).isFalse();
    }

    @Test
    void whoWasGivenUpTakesNoTimeInTheNextRound() {
        TimeBudget budget = new TimeBudget(Optional.of(Duration.ofSeconds(100)), settings.subList(0, 1), () -> now);
        budget.nextSetting();
        assertThat(budget.nextRound(0)).isTrue();
        now += 60 * SECOND;
        budget.gaveUp(30 * SECOND);

        assertThat(budget.nextRound(1)).isTrue();
        now += 30 * SECOND;
        assertThat(budget.nextRound(2)).isFalse();
    }

    /** How many rounds each setting has if all take the same time. */
    private List<Integer> rounds(Optional<Duration> limit, long roundNanos) {
        TimeBudget budget = new TimeBudget(limit, settings, () -> now);
        List<Integer> made = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            budget.nextSetting();
            int round = 0;
            while (round < ROUNDS && budget.nextRound(round)) {
                now += roundNanos;
                round++;
            }
            made.add(round);
        }
        return made;
    }

    private static List<Setting> settings() {
        Profile profile = new Profile(false, 1 << 20, ROUNDS, 1);
        try (WarmJvms none = new WarmJvms(0, 0, 0)) {
            return Settings.all(profile, new Contenders(none, profile.fioDepths(), profile.idle()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
