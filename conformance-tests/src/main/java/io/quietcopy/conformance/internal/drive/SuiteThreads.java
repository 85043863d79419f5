package io.quietcopy.conformance.internal.drive;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/** Makes an engine's threads, as the library does, and knows them. Thread-safe. */
public final class SuiteThreads implements ThreadFactory {
    private final Queue<Thread> made = new ConcurrentLinkedQueue<>();

    /** Makes a factory. */
    public SuiteThreads() {}

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "engine-" + (made.size() + 1));
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    }

    /** Returns those that have been made and are still alive. */
    public List<Thread> alive() {
        return made.stream().filter(Thread::isAlive).toList();
    }
}
