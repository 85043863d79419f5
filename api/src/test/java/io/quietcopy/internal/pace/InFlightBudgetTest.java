package io.quietcopy.internal.pace;

import static io.quietcopy.internal.pace.Waiting.inThread;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InFlightBudgetTest {
    private final InFlightBudget budget = new InFlightBudget(100);
    private final InFlightBudget.Member copy = budget.join();

    @Test
    void grantsNoMoreThanIsFree() {
        assertThat(copy.acquire(1, 80, () -> false)).isEqualTo(80);
        assertThat(copy.acquire(1, 80, () -> false)).isEqualTo(20);
    }

    @Test
    void aPieceLargerThanTheBudgetGoesAlone() throws Exception {
        assertThat(copy.acquire(1, 50, () -> false)).isEqualTo(50);
        CompletableFuture<Long> large = inThread(() -> copy.acquire(500, 500, () -> false));
        budget.release(50);
        assertThat(large.get(10, TimeUnit.SECONDS)).isEqualTo(500);
    }

    @Test
    void aWaitingThreadIsReleasedWhenStopped() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        assertThat(copy.acquire(100, 100, () -> false)).isEqualTo(100);
        CompletableFuture<Long> waiting = inThread(() -> copy.acquire(1, 1, stopped::get));
        stopped.set(true);
        budget.wake();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void aStoppedThreadDoesNotWaitBehindOthers() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        assertThat(copy.acquire(100, 100, () -> false)).isEqualTo(100);
        CompletableFuture<Long> head = inThread(() -> copy.acquire(1, 1, end::get));
        CompletableFuture<Long> behind = inThread(() -> copy.acquire(1, 1, () -> true));
        assertThat(behind.get(10, TimeUnit.SECONDS)).isZero();
        end.set(true);
        budget.wake();
        assertThat(head.get(10, TimeUnit.SECONDS)).isZero();
    }
}
