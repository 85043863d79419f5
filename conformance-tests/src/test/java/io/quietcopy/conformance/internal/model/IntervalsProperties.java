package io.quietcopy.conformance.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Intervals behave like the set of their offsets. */
class IntervalsProperties {
    @Property
    void likeASetOfOffsets(@ForAll @Size(max = 20) List<@IntRange(max = 1000) Integer> numbers) {
        Intervals intervals = new Intervals();
        BitSet offsets = new BitSet();
        for (int number : numbers) {
            int start = number / 30;
            int end = start + 1 + number % 30;
            boolean some = !offsets.get(start, end).isEmpty();
            assertThat(intervals.add(start, end)).isEqualTo(some);
            offsets.set(start, end);
        }
        for (int offset = 0; offset < 70; offset++) {
            assertThat(intervals.contains(offset)).isEqualTo(offsets.get(offset));
            int after = offsets.nextClearBit(offset);
            int change = after > offset ? after : offsets.nextSetBit(offset);
            assertThat(intervals.sameUntil(offset)).isEqualTo(change < 0 ? Long.MAX_VALUE : change);
            assertThat(intervals.contains(offset, after + 1)).isFalse();
            if (after > offset) {
                assertThat(intervals.contains(offset, after)).isTrue();
            }
        }
        assertThat(intervals.asMap().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        - intervals.asMap().keySet().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                .isEqualTo(offsets.cardinality());
    }
}
