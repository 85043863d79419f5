package io.quietcopy.engine.dd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SegmentSizerTest {
    private static final long MIB = 1 << 20;
    private static final long SECOND = 1_000_000_000;

    private final SegmentSizer sizer = new SegmentSizer();

    @Test
    void goesForASecondAtTheMeasuredRate() {
        assertThat(sizer.next(false)).isEqualTo(64 * MIB);
        sizer.finished(64 * MIB, SECOND / 2, false);
        assertThat(sizer.next(false)).isEqualTo(128 * MIB);
        sizer.finished(128 * MIB, 4 * SECOND, false);
        assertThat(sizer.next(false)).isEqualTo(32 * MIB);
    }

    @Test
    void goesForAQuarterUnderARate() {
        assertThat(sizer.next(true)).isLessThan(MIB);
        sizer.finished(MIB, SECOND / 4, true);
        assertThat(sizer.next(true)).isEqualTo(MIB);
        sizer.finished(256 << 10, SECOND, true);
        assertThat(sizer.next(true)).isEqualTo(64 << 10);
    }

    @Test
    void keepsItsBounds() {
        sizer.finished(64 * MIB, 1, false);
        assertThat(sizer.next(false)).isEqualTo(256 * MIB);
        sizer.finished(4096 * MIB, 1, false);
        assertThat(sizer.next(false)).isEqualTo(4096 * MIB);
        sizer.finished(64 * MIB, 1000 * SECOND, false);
        assertThat(sizer.next(false)).isEqualTo(MIB);
    }

    @Test
    void learnsNothingFromAFewBytes() {
        sizer.finished(100, SECOND, false);
        assertThat(sizer.next(false)).isEqualTo(64 * MIB);
    }
}
