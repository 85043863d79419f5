package io.quietcopy.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.internal.pace.SharedStorage.Others;
import io.quietcopy.internal.pace.SharedStorage.Seen;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The yielding pace beside others on simulated storage. */
class QuietPaceProperties {
    private static final double MEGABYTE = 1e6;
    private static final long MICRO = 1000;

    private static SharedStorage storage(
            PacePolicy pace, int megabytesPerSecond, int distanceMicros, double jitter, long seed) {
        return new SharedStorage(pace, megabytesPerSecond * MEGABYTE, distanceMicros * MICRO, jitter, seed);
    }

    private static SharedStorage local(QuietPace pace) {
        return storage(pace, 1200, 60, 0.5, 1);
    }

    @Property(tries = 300)
    void aloneItUsesMostOfTheTime(
            @ForAll @IntRange(min = 50, max = 4000) int megabytesPerSecond,
            @ForAll @IntRange(min = 20, max = 5000) int distanceMicros,
            @ForAll @DoubleRange(min = 0, max = 1) double jitter,
            @ForAll @LongRange long seed) {
        SharedStorage storage = storage(new QuietPace(true), megabytesPerSecond, distanceMicros, jitter, seed);
        storage.run(5, Others.NOBODY);
        assertThat(storage.run(10, Others.NOBODY).copyBytesPerSecond()).isGreaterThan(0.6 * storage.oneAtATime());
    }

    @Property(tries = 300)
    void whoComesNowAndThenHardlyWaits(
            @ForAll @IntRange(min = 1000, max = 4000) int megabytesPerSecond,
            @ForAll @IntRange(min = 150, max = 300) int distanceMicros,
            @ForAll @DoubleRange(min = 0, max = 1) double jitter,
            @ForAll @LongRange long seed) {
        SharedStorage storage = storage(new QuietPace(true), megabytesPerSecond, distanceMicros, jitter, seed);
        double alone = distanceMicros * MICRO + 4096 / (megabytesPerSecond * 1e-3);
        storage.run(2, Others.LOG);
        Seen seen = storage.run(10, Others.LOG);
        assertThat(seen.othersLatencyNanos()).isLessThan(1.5 * alone);
        assertThat(seen.copyBytesPerSecond()).isGreaterThan(0.5 * storage.oneAtATime());
    }

    @Property(tries = 300)
    void whoWantsAllOfItGetsMostOfIt(
            @ForAll @IntRange(min = 100, max = 4000) int megabytesPerSecond,
            @ForAll @IntRange(min = 20, max = 300) int distanceMicros,
            @ForAll @LongRange long seed) {
        SharedStorage storage = storage(new QuietPace(true), megabytesPerSecond, distanceMicros, 0.3, seed);
        SharedStorage without = storage(new RatePace(1), megabytesPerSecond, distanceMicros, 0.3, seed);
        double othersAlone = without.run(2, Others.BUSY).othersBytesPerSecond();
        storage.run(2, Others.NOBODY);
        storage.run(3, Others.BUSY);
        Seen beside = storage.run(10, Others.BUSY);
        assertThat(beside.othersBytesPerSecond()).isGreaterThan(2 * othersAlone / 3);
        assertThat(beside.copyBytesPerSecond()).isGreaterThan(0.8 * QuietPace.LEAST_BYTES_PER_SECOND);
        storage.run(4, Others.NOBODY);
        assertThat(storage.run(3, Others.NOBODY).copyBytesPerSecond()).isGreaterThan(0.55 * storage.oneAtATime());
    }

    @Example
    void yieldsByItsLatencyAloneWhereTheKernelDoesNotTell() {
        SharedStorage storage = local(new QuietPace(false));
        double alone = storage.run(5, Others.NOBODY).copyBytesPerSecond();
        storage.run(1, Others.BUSY);
        assertThat(storage.run(10, Others.BUSY).copyBytesPerSecond()).isLessThan(0.6 * alone);
    }

    @Property(tries = 100)
    void whereLatencyIsDistanceMoreMayBeInFlight(
            @ForAll @IntRange(min = 1, max = 20) int distanceMillis, @ForAll @LongRange long seed) {
        SharedStorage storage = storage(new QuietPace(true), 2000, 1000 * distanceMillis, 0.2, seed);
        storage.run(10, Others.NOBODY);
        assertThat(storage.run(30, Others.NOBODY).copyBytesPerSecond()).isGreaterThan(3 * storage.oneAtATime());
    }

    @Example
    void closeByItIsOnePieceAtATime() {
        QuietPace pace = new QuietPace(true);
        SharedStorage storage = local(pace);
        storage.run(10, Others.LOG);
        int more = 0;
        for (int look = 0; look < 1000; look++) {
            storage.run(0.01, Others.LOG);
            more += pace.mostInFlight() > 1 ? 1 : 0;
        }
        assertThat(more).isLessThan(20);
    }

    @Example
    void neverStopsForGood() {
        SharedStorage storage = local(new QuietPace(true));
        storage.run(5, Others.NOBODY);
        Others everybody = new Others(64, 64 << 10, 0);
        storage.run(5, everybody);
        double piece = QuietPace.PIECE_BYTES;
        assertThat(storage.run(60, everybody).copyBytesPerSecond())
                .isGreaterThan(QuietPace.LEAST_BYTES_PER_SECOND - piece);
    }

    @Example
    void aStreamIsCutIntoShortStretchesWithPauses() {
        QuietPace pace = new QuietPace(false);
        Wanted stream = new Wanted(128 << 10, 1 << 30, true);
        long now = 0;
        long inFlight = 0;
        long copied = 0;
        double bytesPerNano = 0.5;
        while (now < 10_000_000_000L) {
            long bytes = pace.grant(now, stream);
            if (bytes == 0) {
                now += pace.waitNanos(now, stream);
                continue;
            }
            long took = (long) (bytes / bytesPerNano);
            assertThat(took).isLessThan(200_000_000);
            now += took;
            inFlight += took;
            copied += bytes;
            pace.ended(now, bytes, took);
        }
        assertThat((double) inFlight / now).isBetween(0.6, 0.75);
        assertThat(copied).isPositive();
    }
}
