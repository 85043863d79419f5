package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** On a virtual clock, at which workers come by every millisecond. */
class NeighbourWatchTest {
    private static final long MILLI = 1_000_000;

    private OptionalLong count = OptionalLong.of(1_000);
    private int asked;
    private long now = -5 * MILLI;
    private final NeighbourWatch watch = new NeighbourWatch(this::flushes, false);

    private OptionalLong flushes() {
        asked++;
        return count;
    }

    /** Lets time pass with a flush every so many milliseconds; 0 for none. */
    private void pass(long millis, int everyMillis) {
        for (long i = 0; i < millis; i++) {
            now += MILLI;
            if (everyMillis > 0 && i % everyMillis == 0) {
                count = OptionalLong.of(count.getAsLong() + 1);
            }
            watch.look(now);
        }
    }

    @Test
    void aShortCopyDoesNotAsk() {
        pass(50, 5);

        assertThat(asked).isZero();
        assertThat(watch.somebodyWaits()).isFalse();
    }

    @Test
    void whoFlushesEveryFewMillisecondsIsSeenWithinAFifthOfASecond() {
        for (int everyMillis : new int[] {3, 5, 10, 20}) {
            NeighbourWatchTest each = new NeighbourWatchTest();
            each.pass(200, everyMillis);
            assertThat(each.watch.somebodyWaits()).as(everyMillis + " ms").isTrue();
        }
    }

    @Test
    void aJournalThatIsWrittenNowAndThenIsNobody() {
        for (int i = 0; i < 100; i++) {
            pass(1, 1);
            pass(1, 1);
            pass(498, 0);
            assertThat(watch.somebodyWaits()).isFalse();
        }
    }

    @Test
    void whoHasStoppedIsForgottenAfterTwoSeconds() {
        pass(1_000, 5);

        pass(1_900, 0);
        assertThat(watch.somebodyWaits()).isTrue();
        pass(200, 0);
        assertThat(watch.somebodyWaits()).isFalse();
        pass(200, 5);
        assertThat(watch.somebodyWaits()).isTrue();
    }

    @Test
    void whoWasThereBeforeIsBelievedToBeThereForAsLong() {
        NeighbourWatch next = new NeighbourWatch(this::flushes, true);

        next.look(now);
        assertThat(next.somebodyWaits()).isTrue();
        next.look(now + 1_900 * MILLI);
        assertThat(next.somebodyWaits()).isTrue();
        next.look(now + 2_100 * MILLI);
        assertThat(next.somebodyWaits()).isFalse();
    }

    @Test
    void whatTheCopyFlushesItselfIsNobody() {
        pass(100, 0);
        for (int i = 0; i < 100; i++) {
            pass(10, 5);
            watch.forget();
            pass(50, 0);
        }

        assertThat(watch.somebodyWaits()).isFalse();
    }

    @Test
    void whereNobodyKnowsItAsksOnce() {
        count = OptionalLong.empty();

        pass(10_000, 0);

        assertThat(asked).isEqualTo(1);
        assertThat(watch.somebodyWaits()).isFalse();
    }

    @Test
    void itAsksTwentyTimesASecondAtMost() {
        pass(10_000, 5);

        assertThat(asked).isBetween(100, 200);
    }
}
