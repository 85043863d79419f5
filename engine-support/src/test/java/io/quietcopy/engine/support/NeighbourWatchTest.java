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
    void aCopyBeginsAsIfThereWereSomebodyForATwentiethOfASecond() {
        pass(1, 0);
        assertThat(watch.somebodyWaits()).isTrue();
        pass(48, 0);
        assertThat(watch.somebodyWaits()).isTrue();
        pass(12, 0);
        assertThat(watch.somebodyWaits()).isFalse();
    }

    @Test
    void whatIsOnlyBelievedHasNotBeenSeen() {
        pass(40, 0);

        assertThat(watch.somebodyWaits()).isTrue();
        assertThat(watch.somebodySeen()).isFalse();
    }

    @Test
    void whoFlushesEveryFewMillisecondsIsNeverLostSightOf() {
        for (int everyMillis : new int[] {2, 3, 5, 10}) {
            NeighbourWatchTest each = new NeighbourWatchTest();
            for (int i = 0; i < 3_000; i++) {
                each.pass(1, i % everyMillis == 0 ? 1 : 0);
                assertThat(each.watch.somebodyWaits())
                        .as("every %s ms, after %s", everyMillis, i)
                        .isTrue();
            }
            assertThat(each.watch.somebodySeen()).isTrue();
        }
    }

    @Test
    void whoFlushesEveryTwentyMillisecondsIsSeenWithinAFifthOfASecond() {
        pass(200, 20);

        assertThat(watch.somebodySeen()).isTrue();
    }

    @Test
    void aJournalThatIsWrittenNowAndThenIsNobody() {
        pass(100, 0);
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
        assertThat(next.somebodySeen()).isTrue();
        next.look(now + 2_100 * MILLI);
        assertThat(next.somebodyWaits()).isFalse();
        assertThat(next.somebodySeen()).isFalse();
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
    void itAsksAHundredTimesASecondAtMost() {
        pass(10_000, 5);

        assertThat(asked).isBetween(500, 1_000);
    }
}
