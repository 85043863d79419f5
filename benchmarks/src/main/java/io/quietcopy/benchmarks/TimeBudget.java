package io.quietcopy.benchmarks;

import io.quietcopy.benchmarks.scenario.Setting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Divides the time that a run may take among its settings. Each has a share of what is left when its turn comes, so that what
 * one does not need is the others'. A setting has one round at least while there is any time at all, and another one only if
 * it will end within the share, should it take as long as the one before. Not thread-safe.
 */
final class TimeBudget {
    private final LongSupplier nanoClock;
    private final Optional<Long> end;
    private final Deque<Double> weights = new ArrayDeque<>();
    private long shareEnd;
    private long roundStart;
    private long givenUpNanos;

    /**
     * Begins now.
     *
     * @param total all the time there is, empty for no limit
     * @param settings what will run, in this order
     * @param nanoClock tells the time
     */
    TimeBudget(Optional<Duration> total, List<Setting> settings, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.end = total.map(time -> nanoClock.getAsLong() + time.toNanos());
        settings.forEach(setting -> weights.add(weight(setting)));
    }

    /** About how long a round of a setting takes, in any unit. */
    private static double weight(Setting setting) {
        double each = switch (setting.scenario()) {
            case "start" -> 0.3;
            case "remote" -> 2;
            case "neighbour" -> 7;
            default -> 1;
        };
        return each * setting.contenders().size();
    }

    /** The turn of the next setting has come. */
    void nextSetting() {
        double left = weights.stream().mapToDouble(Double::doubleValue).sum();
        double own = weights.remove();
        long now = nanoClock.getAsLong();
        shareEnd = end.map(all -> now + (long) (Math.max(0, all - now) * (left > 0 ? own / left : 1)))
                .orElse(Long.MAX_VALUE);
        givenUpNanos = 0;
    }

    /** Somebody has been given up in this round and will not run in the next one. */
    void gaveUp(long nanos) {
        givenUpNanos += nanos;
    }

    /** Tells whether there is time for one more round; if so it begins. */
    boolean nextRound(int round) {
        if (end.isEmpty()) {
            return true;
        }
        long now = nanoClock.getAsLong();
        long lastRound = now - roundStart - givenUpNanos;
        roundStart = now;
        givenUpNanos = 0;
        return round == 0 ? !isOver() : now + lastRound <= shareEnd;
    }

    /** Tells whether all the time has been used. */
    boolean isOver() {
        return end.isPresent() && nanoClock.getAsLong() >= end.get();
    }
}
