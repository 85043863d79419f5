package io.quietcopy.internal.pace;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Threads that wait. */
final class Waiting {
    private Waiting() {}

    /** Runs a task in a thread of its own: the common pool, which Java 25 would take, may have a single one. */
    static <T> CompletableFuture<T> inThread(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, run -> new Thread(run, "waiting").start());
    }
}
