package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CrewTest {
    private final Stop stop = new Stop("fake");
    private final Crew crew = new Crew(Thread::new, stop);
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final CountDownLatch told = new CountDownLatch(1);
    private final AtomicBoolean stuck = new AtomicBoolean();

    CrewTest() {
        stop.listenTo(cancelled::get);
        // Who is told takes a lock under which others ask the crew.
        stop.onRequest(() -> {
            Thread asking = new Thread(crew::busyCount);
            asking.start();
            try {
                asking.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            stuck.compareAndSet(false, asking.isAlive());
            told.countDown();
        });
        crew.start(() -> {
            try {
                told.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void theCrewCanBeAskedWhileACancellationIsPassedOn() {
        cancelled.set(true);
        assertThat(crew.awaitEnd()).isTrue();
        assertThat(stuck).isFalse();
    }

    @Test
    void theCrewCanBeAskedWhileAnInterruptIsPassedOn() {
        Thread.currentThread().interrupt();
        assertThat(crew.awaitEnd()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stop.requested()).isTrue();
        assertThat(stuck).isFalse();
    }
}
