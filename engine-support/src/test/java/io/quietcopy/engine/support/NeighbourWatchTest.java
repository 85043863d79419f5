package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On a virtual clock, at which workers come by every millisecond. */
class NeighbourWatchTest implements NeighbourWatch.OwnCalls {
    private static final long MILLI = 1_000_000;

    private boolean known = true;
    private long flushes = 1_000;
    private double requests = 50_000;
    private double ended = 7;
    private int asked;
    private long now = -5 * MILLI;
    private double callsAMilli = 2;
    private double partsOfACall = 1;
    private double strangersAMilli;
    private final NeighbourWatch watch = new NeighbourWatch(this::counts, this, false);

    private Optional<DiskCounts.Counts> counts() {
        asked++;
        return known ? Optional.of(new DiskCounts.Counts(flushes, (long) requests)) : Optional.empty();
    }

    @Override
    public long begun() {
        return (long) ended + 2;
    }

    @Override
    public long ended() {
        return (long) ended;
    }

    /** Lets time pass with a flush every so many milliseconds; 0 for none. */
    private void pass(long millis, int everyMillis) {
        for (long i = 0; i < millis; i++) {
            now += MILLI;
            if (everyMillis > 0 && i % everyMillis == 0) {
                flushes++;
            }
            ended += callsAMilli;
            requests += callsAMilli * partsOfACall + strangersAMilli;
            watch.look(now);
        }
    }

    @Test
    void aCopyBeginsAsIfThereWereSomebodyForATwentiethOfASecond() {
        pass(1, 0);
        assertThat(watch.company()).isEqualTo(Company.SOMEBODY);
        pass(48, 0);
        assertThat(watch.company()).isEqualTo(Company.SOMEBODY);
        pass(12, 0);
        assertThat(watch.company()).isEqualTo(Company.NOBODY);
    }

    @Test
    void whatIsOnlyBelievedHasNotBeenSeen() {
        pass(40, 0);

        assertThat(watch.company()).isEqualTo(Company.SOMEBODY);
        assertThat(watch.somebodySeen()).isFalse();
    }

    @Test
    void whoFlushesEveryFewMillisecondsIsNeverLostSightOf() {
        for (int everyMillis : new int[] {2, 3, 5, 10}) {
            NeighbourWatchTest each = new NeighbourWatchTest();
            for (int i = 0; i < 3_000; i++) {
                each.pass(1, i % everyMillis == 0 ? 1 : 0);
                assertThat(each.watch.company())
                        .as("every %s ms, after %s", everyMillis, i)
                        .isEqualTo(Company.SOMEBODY);
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
            assertThat(watch.company()).isEqualTo(Company.NOBODY);
        }
    }

    @Test
    void whoHasStoppedIsForgottenAfterTwoSeconds() {
        pass(1_000, 5);

        pass(1_900, 0);
        assertThat(watch.company()).isEqualTo(Company.SOMEBODY);
        pass(200, 0);
        assertThat(watch.company()).isEqualTo(Company.NOBODY);
        pass(200, 5);
        assertThat(watch.company()).isEqualTo(Company.SOMEBODY);
    }

    @Test
    void whoWasThereBeforeIsBelievedToBeThereForAsLong() {
        NeighbourWatch next = new NeighbourWatch(this::counts, this, true);

        next.look(now);
        assertThat(next.company()).isEqualTo(Company.SOMEBODY);
        next.look(now + 1_900 * MILLI);
        assertThat(next.company()).isEqualTo(Company.SOMEBODY);
        assertThat(next.somebodySeen()).isTrue();
        next.look(now + 2_100 * MILLI);
        assertThat(next.company()).isEqualTo(Company.UNKNOWN);
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

        assertThat(watch.company()).isEqualTo(Company.NOBODY);
    }

    @Test
    void whereNobodyKnowsItAsksOnce() {
        known = false;

        pass(10_000, 0);

        assertThat(asked).isEqualTo(1);
        assertThat(watch.company()).isEqualTo(Company.UNKNOWN);
    }

    @Test
    void whoReadsAndNeverFlushesIsNotNobody() {
        for (double aMilli : new double[] {0.1, 0.3, 1, 5}) {
            NeighbourWatchTest each = new NeighbourWatchTest();
            each.strangersAMilli = aMilli;
            each.pass(50, 0);
            each.pass(200, 0);
            assertThat(each.watch.company())
                    .as("%s requests a millisecond", aMilli)
                    .isEqualTo(Company.UNKNOWN);
        }
    }

    @Test
    void whoBeginsToReadIsNoticedAndNeverTakenForNobodyAgain() {
        pass(300, 0);
        assertThat(watch.company()).isEqualTo(Company.NOBODY);

        strangersAMilli = 0.3;
        pass(210, 0);
        assertThat(watch.company()).isEqualTo(Company.UNKNOWN);

        strangersAMilli = 0;
        pass(5_000, 0);
        assertThat(watch.company()).isEqualTo(Company.UNKNOWN);
    }

    @Test
    void whoHasStoppedReadingBeforeAnybodyWasMissedIsForgotten() {
        strangersAMilli = 0.3;
        pass(300, 0);

        strangersAMilli = 0;
        pass(400, 0);
        assertThat(watch.company()).isEqualTo(Company.NOBODY);
    }

    @Test
    void callsThatAreAllCutInTwoAreStillOwn() {
        partsOfACall = 2;

        pass(500, 0);

        assertThat(watch.company()).isEqualTo(Company.NOBODY);
    }

    @Test
    void callsThatAreCutAtRandomOrMergedOrDoneElsewhereTellNothing() {
        for (double parts : new double[] {0, 0.5, 0.9, 1.4, 1.8, 3}) {
            NeighbourWatchTest each = new NeighbourWatchTest();
            each.partsOfACall = parts;
            each.pass(1_000, 0);
            assertThat(each.watch.company()).as("%s requests for a call", parts).isEqualTo(Company.UNKNOWN);
        }
    }

    @Test
    void aFewCallsTellNothing() {
        callsAMilli = 0.1;

        pass(1_000, 0);

        assertThat(watch.company()).isEqualTo(Company.UNKNOWN);
    }

    @Test
    void itAsksAHundredTimesASecondAtMost() {
        pass(10_000, 5);

        assertThat(asked).isBetween(500, 1_000);
    }
}
