package io.quietcopy.internal.run;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for answers on behalf of callers. */
final class Answers {
    private Answers() {}

    /**
     * Waits. A caller who is interrupted stops the work, still gets its answer (within a second), and keeps its interrupt flag.
     */
    static <T> T await(CompletableFuture<T> answer, Runnable onInterrupt) throws CopyException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    onInterrupt.run();
                } catch (ExecutionException e) {
                    Throwable cause = e.getCause();
                    throw thrown(cause == null ? e : cause);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** An exception made on another thread, as thrown by this one: the caller's own stack is what it looks for first. */
    private static CopyException thrown(Throwable cause) {
        if (cause instanceof CopyException failure) {
            failure.addSuppressed(new Waiter());
            return failure;
        }
        return CopyException.builder(ErrorCode.ENGINE_FAILED, "unexpected: " + cause)
                .cause(cause)
                .build();
    }

    /** Shows in a stack trace who waited for the copy. */
    private static final class Waiter extends Exception {
        private static final long serialVersionUID = 1L;

        Waiter() {
            super("awaited here");
        }
    }
}
