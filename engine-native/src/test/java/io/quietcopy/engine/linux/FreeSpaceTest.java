package io.quietcopy.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreeSpaceTest {
    private static final long BASE = 1L << 40;

    @Test
    void whatIsTakenIsAlignedAndNobodyElses() {
        Random random = new Random(1);
        FreeSpace space = new FreeSpace();
        space.add(BASE, BASE + 10_000);
        Map<Long, Long> taken = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            if (random.nextBoolean()) {
                long bytes = 1L + random.nextInt(900);
                int alignment = 1 << random.nextInt(7);
                space.take(bytes, alignment).ifPresent(start -> {
                    assertThat(start % alignment).isZero();
                    assertThat(start).isGreaterThanOrEqualTo(BASE);
                    assertThat(start + bytes).isLessThanOrEqualTo(BASE + 10_000);
                    taken.forEach((other, length) -> assertThat(start >= other + length || start + bytes <= other)
                            .isTrue());
                    taken.put(start, bytes);
                });
            } else if (!taken.isEmpty()) {
                long start = taken.keySet().iterator().next();
                space.add(start, start + taken.remove(start));
            }
        }
        taken.forEach((start, bytes) -> space.add(start, start + bytes));
        assertThat(space.take(10_000, 1)).as("all is joined again").isEqualTo(OptionalLong.of(BASE));
        assertThat(space.take(1, 1)).isEmpty();
    }
}
