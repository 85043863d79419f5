package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.WindowSample;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.TransferSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PastWindowsTest {
    private static final long MINUTE = 60_000_000_000L;
    private static final PastWindows.Past SOME =
            new PastWindows.Past(new KneeSearch.Start(8 << 20, 128 << 10, 7e6, 2e7, 0.5, 3), false);
    private static final PastWindows.Past OTHER =
            new PastWindows.Past(new KneeSearch.Start(2 << 20, 64 << 10, 2e6, 4e6, 0.5, 6), true);

    private long now = 5;
    private final PastWindows past = new PastWindows(() -> now);

    private static TestSpec between(long sourceDevice, long targetDevice) {
        return new TestSpec(1, 1)
                .on(FileIdentity.of(sourceDevice, 1, 0), FileIdentity.of(targetDevice, 2, 0))
                .staged(false);
    }

    @Test
    void whatWasFoundBetweenTwoDevicesIsForCopiesBetweenThese() {
        past.keep(between(1, 2), SOME);

        assertThat(past.of(between(1, 2))).contains(SOME);
        assertThat(past.of(between(2, 1))).isEmpty();
        assertThat(past.of(between(1, 3))).isEmpty();
        assertThat(past.of(between(1, 2).staged(true)))
                .as("new blocks are slower")
                .isEmpty();
    }

    @Test
    void aBlockDeviceIsItselfAndNotWhatItsNodeIsOn() {
        TransferSpec device = new TestSpec(1, 1).on(FileIdentity.of(5, 1, 0), FileIdentity.of(5, 9, 77));
        past.keep(device, SOME);

        assertThat(past.of(new TestSpec(1, 1).on(FileIdentity.of(5, 1, 0), FileIdentity.of(6, 3, 77))))
                .contains(SOME);
        assertThat(past.of(between(5, 5))).isEmpty();
    }

    @Test
    void theNewestCounts() {
        past.keep(between(1, 2), SOME);
        past.keep(between(1, 2), OTHER);

        assertThat(past.of(between(1, 2))).contains(OTHER);
    }

    @Test
    void afterTenMinutesItIsForgotten() {
        past.keep(between(1, 2), SOME);

        now += 10 * MINUTE - 1;
        assertThat(past.of(between(1, 2))).contains(SOME);
        now += 1;
        assertThat(past.of(between(1, 2))).isEmpty();
    }

    @Test
    @Timeout(60)
    void aSessionBeginsWhereTheOneBeforeItStopped() throws Exception {
        PastWindows shared = new PastWindows();

        assertThat(copyFarAway(shared).get(0).windowBytes()).isEqualTo(FixedWindow.DEFAULT_BYTES);
        assertThat(copyFarAway(shared).get(0).windowBytes()).isGreaterThanOrEqualTo(4 * FixedWindow.DEFAULT_BYTES);
        assertThat(copyFarAway(new PastWindows()).get(0).windowBytes()).isEqualTo(FixedWindow.DEFAULT_BYTES);
    }

    /** Storage that takes any number of requests, and a millisecond for each. */
    private static List<WindowSample> copyFarAway(PastWindows shared) throws Exception {
        TestSpec spec = new TestSpec(256 << 20, 256 << 20)
                .extent(0, 0, 256 << 20, Content.DATA)
                .adaptive(16 << 20);
        BlockIo far = new NullIo() {
            @Override
            public int read(long offset, ByteBuffer into) {
                LockSupport.parkNanos(1_000_000);
                return into.remaining();
            }

            @Override
            public int write(long offset, ByteBuffer from) {
                LockSupport.parkNanos(1_000_000);
                return from.remaining();
            }
        };
        try (BlockSession session =
                BlockSession.builder("fake", spec, far).past(shared).build()) {
            return session.run(new TestControl().onlySums()).inFlight();
        }
    }

    @Test
    void itHoldsSixtyFourPairsAndForgetsTheOldest() {
        for (int i = 0; i < 64; i++) {
            past.keep(between(i, 2), SOME);
        }
        past.keep(between(0, 2), OTHER);
        past.keep(between(64, 2), SOME);

        assertThat(past.of(between(0, 2))).contains(OTHER);
        assertThat(past.of(between(1, 2))).isEmpty();
        assertThat(past.of(between(2, 2))).contains(SOME);
        assertThat(past.of(between(64, 2))).contains(SOME);
    }
}
