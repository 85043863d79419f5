package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.WindowSample;
import io.quietcopy.engine.support.SimulatedSide.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AdaptiveWindowTest {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final double MILLI = 1e6;
    private static final double SECOND = 1e9;

    private final AdaptiveWindow window = window(OptionalLong.empty());

    @Test
    void keepsAboutAMebibyteInFlightOnALocalDisk() {
        Storage local = localDisk();
        Simulation copy = local.copy(window, 1);
        copy.run(0.1 * SECOND);

        double rate = copy.run(SECOND);

        assertThat(rate).isGreaterThan(0.95 * local.limit(512 * KIB));
        assertThat(window.limitBytes()).isBetween(MIB, MIB + 512 * KIB);
        assertThat(copy.mostInFlight()).isLessThanOrEqualTo(2 * MIB);
        assertThat(copy.blockBytes()).as("the device merges them anyway").isEqualTo(512 * KIB);
    }

    @Test
    void keepsWithinOneAndAHalfTimesTheProductOnEachSideOfRemoteStorage() {
        for (double millis : new double[] {1, 2, 5, 10}) {
            Timing remote = Timing.of(400, millis);
            SimulatedSide source = new SimulatedSide(remote, 1);
            SimulatedSide target = new SimulatedSide(remote, 2);
            Simulation copy = new Simulation(window(OptionalLong.empty()), source, target);
            copy.run(200 * millis * MILLI);

            double rate = copy.run(5 * SECOND);

            assertThat(rate).isGreaterThan(0.95 * 0.4);
            double product = 0.4 * millis * MILLI;
            assertThat(source.mostInFlight() / product).as(millis + " ms").isLessThanOrEqualTo(1.5);
            assertThat(target.mostInFlight() / product).as(millis + " ms").isLessThanOrEqualTo(1.5);
        }
    }

    @Test
    void rateIsThereSoonAfterTheStart() {
        Timing remote = Timing.of(400, 2);
        Simulation copy = new Storage(remote, remote).copy(window, 1);

        double rate = copy.run(2.5 * SECOND);

        assertThat(rate).as("of the first GiB, with the start").isGreaterThan(0.95 * 0.4);
    }

    @Test
    void aSlowTargetBehindAFastSourceHasNoQueueInFrontOfIt() {
        Storage unlike = new Storage(Timing.of(2000, 0.2), Timing.of(100, 5));
        Simulation copy = unlike.copy(window, 1);
        copy.run(SECOND);

        double rate = copy.run(5 * SECOND);

        assertThat(rate).isGreaterThan(0.095);
        assertThat(copy.mostInFlight()).isLessThanOrEqualTo((long) (1.5 * unlike.neededBytes(copy.blockBytes())));
    }

    @Test
    void blocksStayLargeWhereEachRequestCosts() {
        Timing costly = Timing.of(2000, 2).request(200);
        Storage storage = new Storage(costly, costly);
        Simulation copy = storage.copy(window, 1);
        copy.run(SECOND);

        double rate = copy.run(5 * SECOND);

        assertThat(copy.blockBytes()).isEqualTo(512 * KIB);
        assertThat(rate).isGreaterThan(0.95 * storage.limit(512 * KIB));
    }

    @Test
    void blocksAreSmallerAsLongAsSomebodyElseWaits() {
        Storage local = localDisk();
        Simulation copy = local.copy(window, 1);
        copy.run(0.1 * SECOND);

        for (Company before : List.of(Company.UNKNOWN, Company.NOBODY)) {
            window.company(before, copy.now());
            copy.run(0.1 * SECOND);
            double alone = copy.run(SECOND);
            long large = before == Company.NOBODY ? MIB : 512 * KIB;
            assertThat(copy.blockBytes()).isEqualTo(large);
            assertThat(alone).isGreaterThan(0.95 * local.limit(large));

            window.company(Company.SOMEBODY, copy.now());
            copy.run(0.1 * SECOND);
            double beside = copy.run(SECOND);
            assertThat(copy.blockBytes()).isEqualTo(256 * KIB);
            assertThat(copy.mostInFlight()).isLessThanOrEqualTo(MIB);
            assertThat(beside).isGreaterThan(0.9 * local.limit(256 * KIB));
        }
    }

    @Test
    void noMoreThanThreeMebibytesAreInFlightOnALocalDiskWhereNobodyWaits() {
        Simulation copy = localDisk().copy(window, 1);
        window.company(Company.SOMEBODY, copy.now());
        copy.run(0.05 * SECOND);
        window.company(Company.NOBODY, copy.now());
        copy.run(0.1 * SECOND);

        copy.run(SECOND);

        assertThat(copy.blockBytes()).isEqualTo(MIB);
        assertThat(copy.mostInFlight()).isLessThanOrEqualTo(3 * MIB);
    }

    @Test
    void blocksOfAWantedSizeStaySo() {
        Timing remote = Timing.of(400, 2);
        AdaptiveWindow fixedBlocks = window(OptionalLong.of(256 * KIB));
        SimulatedSide source = new SimulatedSide(remote, 1);
        Simulation copy = new Simulation(fixedBlocks, source, new SimulatedSide(remote, 2), 256 * KIB);
        copy.run(SECOND);
        fixedBlocks.company(Company.SOMEBODY, copy.now());

        double rate = copy.run(5 * SECOND);

        assertThat(fixedBlocks.blockBytes()).isEmpty();
        assertThat(rate).isGreaterThan(0.95 * 0.4);
        assertThat(fixedBlocks.limitBytes() % (256 * KIB)).isZero();
    }

    @Test
    void blocksAreNotSmallerThanStorageTakes() {
        Timing remote = Timing.of(400, 2);
        AdaptiveWindow coarse = AdaptiveWindow.of(16 * MIB, OptionalLong.empty(), (int) MIB, Optional.empty());
        Simulation copy = new Storage(remote, remote).copy(coarse, 1);

        copy.run(5 * SECOND);

        assertThat(copy.blockBytes()).isEqualTo(MIB);
    }

    @Test
    void aNeighbourThatComesAndGoesCostsWhatItTakes() {
        Timing disk = Timing.of(400, 2);
        SimulatedSide source = new SimulatedSide(disk, 1);
        SimulatedSide target = new SimulatedSide(disk, 2);
        Simulation copy = new Simulation(window, source, target);
        copy.run(SECOND);
        for (int times = 0; times < 5; times++) {
            target.neighbour(0.5, copy.now());
            copy.run(SECOND);
            assertThat(copy.run(2 * SECOND)).as("beside it").isGreaterThan(0.9 * 0.2);
            assertThat(copy.mostInFlight())
                    .as("slower is not a reason for more")
                    .isLessThan(4 * MIB);

            target.neighbour(0, copy.now());
            copy.run(SECOND);
            assertThat(copy.run(2 * SECOND)).as("alone").isGreaterThan(0.95 * 0.4);
        }
    }

    @Test
    void aPaceIsNoReasonToGrowAndItsEndIsSeen() {
        Timing remote = Timing.of(400, 2);
        Simulation copy = new Storage(remote, remote).copy(window, 1);
        copy.pace(0.02);
        copy.run(10 * SECOND);
        assertThat(window.limitBytes()).isLessThanOrEqualTo(2 * MIB);

        copy.pace(Double.POSITIVE_INFINITY);
        copy.run(SECOND);

        assertThat(copy.run(2 * SECOND)).isGreaterThan(0.95 * 0.4);
    }

    @Test
    void whatIsGivenUpTeachesNothing() {
        for (int i = 0; i < 1000; i++) {
            window.acquired(4096, i * 1000L);
            window.released(4096, 0, 0, 0, i * 1000L + 500);
        }
        assertThat(window.limitBytes()).isEqualTo(MIB);
    }

    @Test
    void tellsItsCourseInABoundedNumberOfSamplesThatNeverSayTooLittle() {
        WindowCourse course = new WindowCourse();
        for (int i = 0; i < 10_000; i++) {
            course.add(i, 1 + i % 7);
        }
        course.add(10_000, 6);
        course.add(10_001, 6);
        List<WindowSample> samples = course.samples();
        assertThat(samples.size()).isBetween(60, WindowCourse.MOST_SAMPLES);
        assertThat(samples.get(0)).hasToString("7 bytes after PT0S");
        assertThat(samples).extracting(WindowSample::at).isSorted();
        assertThat(samples.get(samples.size() - 1).windowBytes()).isEqualTo(6);

        assertThat(window.samples()).singleElement().satisfies(sample -> {
            assertThat(sample.at()).isEqualTo(Duration.ZERO);
            assertThat(sample.windowBytes()).isEqualTo(MIB);
        });
    }

    private static Storage localDisk() {
        Timing disk = Timing.of(1500, 0.06).jitter(0.5).request(20);
        return new Storage(disk, disk);
    }

    private static AdaptiveWindow window(OptionalLong blockBytes) {
        return AdaptiveWindow.of(16 * MIB, blockBytes, 4096, Optional.empty());
    }
}
