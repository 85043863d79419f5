package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.Copier;
import io.quietcopy.CopyException;
import io.quietcopy.CopyListener;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyProgress;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.CopyTask;
import io.quietcopy.Pace;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does something once, when a copy has come so far. The copy has to be slow enough not to be over before; afterwards it goes on
 * at full speed.
 */
final class Midway implements CopyListener {
    private static final long LIMIT_SECONDS = 30;

    private final long doneBytes;
    private final Action action;
    private final CountDownLatch acted = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile CopyTask task;
    private boolean begun;
    private volatile CopyProgress seen;
    private volatile Throwable failure;

    private Midway(long doneBytes, Action action) {
        this.doneBytes = doneBytes;
        this.action = action;
    }

    /** What is done. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    static Midway at(long doneBytes, Action action) {
        return new Midway(doneBytes, action);
    }

    /** Copies with this listener. */
    CopyReport copy(Copier copier, CopyRequest request) throws CopyException {
        task = copier.start(request, this);
        started.countDown();
        return task.await();
    }

    @Override
    public void progressed(CopyProgress progress) {
        if (begun || progress.phase() != CopyPhase.TRANSFER || progress.doneBytes() < doneBytes) {
            return;
        }
        begun = true;
        seen = progress;
        try {
            action.run();
            started.await();
            task.changePace(Pace.full());
        } catch (Exception | AssertionError e) {
            failure = e;
        } finally {
            acted.countDown();
        }
    }

    /** Waits until it is done, in the middle of the copy, without an error; returns how far the copy was. */
    CopyProgress await() throws InterruptedException {
        assertThat(acted.await(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("the copy got so far")
                .isTrue();
        assertThat(failure).isNull();
        CopyProgress progress = seen;
        assertThat(progress).isNotNull();
        assertThat(progress.doneBytes()).as("bytes done, in the middle").isLessThan(progress.totalBytes());
        return progress;
    }
}
