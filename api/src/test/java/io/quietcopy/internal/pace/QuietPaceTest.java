package io.quietcopy.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The yielding pace against a simulated device on a virtual clock. */
class QuietPaceTest {
    private static final long BLOCK = 1 << 20;
    private static final long MILLI = 1_000_000L;

    /** A device that moves 400 MiB/s alone, and slower while somebody else works. */
    private static final class Device {
        private final QuietPace pace = new QuietPace();
        private long now;

        /** Copies for some time; returns bytes a second. */
        double run(double seconds, double slowdown) {
            long start = now;
            long end = now + (long) (seconds * 1e9);
            double moved = 0;
            while (now < end) {
                long bytes = pace.grant(now, BLOCK, BLOCK);
                if (bytes == 0) {
                    now += pace.waitNanos(now, BLOCK);
                    continue;
                }
                long latency = (long) (2.5 * MILLI * slowdown);
                now += latency;
                moved += bytes;
                pace.completed(now, bytes, latency);
            }
            return moved / ((now - start) / 1e9);
        }
    }

    @Test
    void anIdleDeviceIsUsedInFull() {
        Device device = new Device();
        device.run(10, 1);
        assertThat(device.run(10, 1)).isGreaterThan(350 * BLOCK);
    }

    @Test
    void yieldsWhenItsOwnLatencyRises() {
        Device device = new Device();
        device.run(10, 1);
        assertThat(device.run(10, 4)).isLessThan(40 * BLOCK);
    }

    @Test
    void comesBackWhenTheOthersHaveGone() {
        Device device = new Device();
        device.run(10, 1);
        device.run(10, 4);
        device.run(10, 1);
        assertThat(device.run(5, 1)).isGreaterThan(300 * BLOCK);
    }

    @Test
    void neverStopsForGood() {
        Device device = new Device();
        device.run(10, 1);
        device.run(60, 50);
        assertThat(device.pace.bytesPerSecond()).isGreaterThanOrEqualTo(QuietPace.FLOOR_BYTES_PER_SECOND);
    }

    @Test
    void yieldsToPressureThatItDoesNotCauseItself() {
        Device device = new Device();
        device.run(10, 1);
        double before = device.pace.bytesPerSecond();
        for (int i = 0; i < 10; i++) {
            device.pace.pressure(0.8);
            device.run(0.3, 1);
        }
        assertThat(device.pace.bytesPerSecond()).isLessThan(before / 2);
    }
}
