package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What {@link AdaptiveWindow} does on simulated storage from 50 to 2000 MB/s and 0.2 to 20 ms, all with the same constants. Time is
 * counted in round trips: how long a large block takes, read and written, when nothing else is there.
 */
class AdaptiveWindowProperties {
    /** Of random storage, about one in a thousand misses a bound by a little: what is asserted shall not depend on luck. */
    private static final String SEED = "5";

    private static final List<Company> COMPANIES = List.of(Company.values());

    @Property(tries = 400, seed = SEED)
    void findsTheRateWithLittleInFlight(@ForAll long seed) {
        Storage storage = Storage.any(new Random(seed), 0.5, true);
        Simulation copy = storage.copy(window(), seed);
        copy.run(60 * storage.roundTripNanos());
        check(copy, storage, 0.95);
    }

    @Property(tries = 400, seed = SEED)
    void findsTheRateBetweenSidesThatDiffer(@ForAll long seed) {
        Storage storage = Storage.any(new Random(seed), 0.5, false);
        Simulation copy = storage.copy(window(), seed);
        copy.run(100 * storage.roundTripNanos());
        check(copy, storage, 0.95);
    }

    @Property(tries = 400, seed = SEED)
    void findsTheRateAlsoWhereSomebodyWaits(@ForAll long seed) {
        Random random = new Random(seed);
        Storage storage = Storage.any(random, 0.5, true);
        AdaptiveWindow window = window();
        Simulation copy = storage.copy(window, seed);
        copy.run(random.nextInt(60) * storage.roundTripNanos());
        window.company(any(random), copy.now());
        copy.run(random.nextInt(60) * storage.roundTripNanos());
        window.company(Company.SOMEBODY, copy.now());
        copy.run(60 * storage.roundTripNanos());
        check(copy, storage, 0.95);
        window.company(any(random), copy.now());
        copy.run(60 * storage.roundTripNanos());
        check(copy, storage, 0.95);
    }

    @Property(tries = 400, seed = SEED)
    void hasTheRateFromTheStartWhereAnotherOneHasFoundIt(@ForAll long seed) {
        Storage storage = Storage.any(new Random(seed), 0.5, false);
        AdaptiveWindow first = window();
        storage.copy(first, seed).run(100 * storage.roundTripNanos());

        Simulation second = storage.copy(window(first.found()), seed + 2);
        second.run(2 * storage.roundTripNanos());
        check(second, storage, 0.95);
    }

    @Property(tries = 400, seed = SEED)
    void aMemoryOfOtherStorageDoesNoHarm(@ForAll long seed) {
        Random random = new Random(seed);
        Storage before = Storage.any(random, 0.5, false);
        Storage after = Storage.any(random, 0.5, false);
        AdaptiveWindow first = window();
        before.copy(first, seed).run(100 * before.roundTripNanos());

        Simulation second = after.copy(window(first.found()), seed + 2);
        double queueNanos = first.limitBytes() / after.limit(second.blockBytes());
        second.run(200 * after.roundTripNanos() + 60 * queueNanos);
        check(second, after, 0.95);
    }

    @Property(tries = 400, seed = SEED)
    void recoversFromAnyChange(@ForAll long seed) {
        Random random = new Random(seed);
        Storage before = Storage.any(random, 0.5, false);
        Storage after = Storage.any(random, 0.5, false);
        SimulatedSide source = new SimulatedSide(before.source(), seed);
        SimulatedSide target = new SimulatedSide(before.target(), seed + 1);
        Simulation copy = new Simulation(window(), source, target);
        copy.run(100 * before.roundTripNanos());

        source.timing(after.source());
        target.timing(after.target());

        // What was in flight is a queue now, which may be many round trips long.
        double queueNanos = copy.mostInFlight() / after.limit(copy.blockBytes());
        copy.run(200 * after.roundTripNanos() + 60 * queueNanos);
        check(copy, after, 0.95);
    }

    private static void check(Simulation copy, Storage storage, double share) {
        double rate = copy.run(200 * storage.roundTripNanos());
        long block = copy.blockBytes();
        String what = storage + ", blocks of " + block;
        assertThat(rate).as(what).isGreaterThan(share * storage.limit(block));
        assertThat(copy.mostInFlight()).as(what).isLessThanOrEqualTo((long) (1.5 * storage.neededBytes(block)));
    }

    @Property(tries = 200, seed = SEED)
    void staysWithinItsBoundsWhateverHappens(@ForAll long seed) {
        Random random = new Random(seed);
        long most = 64L << 10 << random.nextInt(9);
        AdaptiveWindow window = AdaptiveWindow.of(most, OptionalLong.empty(), 4096, Optional.empty());
        Storage storage = Storage.any(random, 0.5, false);
        SimulatedSide source = new SimulatedSide(storage.source(), seed);
        SimulatedSide target = new SimulatedSide(storage.target(), seed + 1);
        Simulation copy = new Simulation(window, source, target);
        for (int change = 0; change < 50; change++) {
            Storage next = Storage.any(random, 0.5, false);
            source.timing(next.source());
            target.timing(next.target());
            source.neighbour(random.nextInt(3) * 0.4, copy.now());
            window.company(any(random), copy.now());
            double rate = copy.run(next.roundTripNanos() * (2 + random.nextInt(30)));
            assertThat(copy.mostInFlight()).isLessThanOrEqualTo(most);
            assertThat(copy.bufferBytes()).isLessThanOrEqualTo(most);
            assertThat(window.limitBytes()).isGreaterThanOrEqualTo(Math.min(most, 2 * copy.blockBytes()));
            assertThat(rate).isNotNegative();
        }
        assertThat(window.samples().size()).isBetween(1, 128);
    }

    private static Company any(Random random) {
        return COMPANIES.get(random.nextInt(COMPANIES.size()));
    }

    private static AdaptiveWindow window() {
        return window(Optional.empty());
    }

    private static AdaptiveWindow window(Optional<KneeSearch.Start> start) {
        return AdaptiveWindow.of(Storage.MOST_BYTES, OptionalLong.empty(), 4096, start);
    }
}
