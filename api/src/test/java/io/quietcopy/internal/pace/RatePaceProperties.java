package io.quietcopy.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The token bucket on a virtual clock. */
class RatePaceProperties {
    private static final long SECOND = 1_000_000_000L;

    @Property
    void neverGrantsMoreThanTheRateAndABucketAndOnePiece(
            @ForAll @LongRange(min = 1, max = 10_000_000_000L) long rate,
            @ForAll @LongRange(min = 1, max = 64 << 20) long piece,
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 2_000_000_000) Integer> pauses) {
        RatePace pace = new RatePace(rate);
        long now = 0;
        double granted = 0;
        for (int pause : pauses) {
            now += pause;
            long bytes = pace.grant(now, new Wanted(piece, 4 * piece, false));
            granted += bytes;
            double bucket = Math.max(1, rate * 0.25);
            assertThat(granted).isLessThanOrEqualTo(rate * (now / 1e9) + bucket + piece + 1);
        }
    }

    @Property
    void reachesTheRateWhenAskedAgainAsSoonAsItSays(
            @ForAll @LongRange(min = 1_000, max = 10_000_000_000L) long rate,
            @ForAll @LongRange(min = 1, max = 1 << 20) long piece) {
        RatePace pace = new RatePace(rate);
        long now = 0;
        double granted = 0;
        long end = Math.max(20 * SECOND, (long) (40.0 * piece / rate * SECOND));
        int steps = 0;
        while (now < end && steps++ < 200_000) {
            long bytes = pace.grant(now, new Wanted(piece, 4 * piece, false));
            granted += bytes;
            if (bytes == 0) {
                now += pace.waitNanos(now, new Wanted(piece, 4 * piece, false));
            }
        }
        assertThat(granted).isGreaterThanOrEqualTo(rate * (now / 1e9) * 0.95 - piece);
    }

    @Example
    void aPauseIsNotMadeUpForByABurst() {
        RatePace pace = new RatePace(1_000_000);
        assertThat(pace.grant(0, new Wanted(1, 1_000_000, false))).isZero();
        long afterAnHour = 3600 * SECOND;
        assertThat(pace.grant(afterAnHour, new Wanted(1, Long.MAX_VALUE, false)))
                .isEqualTo(250_000);
    }

    @Example
    void bytesThatDidNotMoveCanMoveLater() {
        RatePace pace = new RatePace(1_000_000);
        assertThat(pace.grant(0, new Wanted(1, 1, false))).isZero();
        assertThat(pace.grant(SECOND, new Wanted(1, 200_000, false))).isEqualTo(200_000);
        pace.giveBack(150_000);
        assertThat(pace.grant(SECOND, new Wanted(1, Long.MAX_VALUE, false))).isEqualTo(200_000);
    }
}
