package io.quietcopy.engine.dd;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What an open session holds and gives back: closed in the opposite order, all of it whatever fails.
 *
 * <p>Not thread-safe.
 */
final class OpenParts implements AutoCloseable {
    private final SessionThreads threads;
    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();

    OpenParts(SessionThreads threads) {
        this.threads = threads;
        held.push(threads);
    }

    SessionThreads threads() {
        return threads;
    }

    <T extends AutoCloseable> T hold(T part) {
        held.push(part);
        return part;
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void close() throws CopyException {
        CopyException failure = null;
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = CopyException.builder(ErrorCode.ENGINE_FAILED, "a file could not be closed")
                            .engine(DdEngineProvider.ID)
                            .cause(e)
                            .build();
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Closes after a failure, which counts more than what closing throws. */
    void closeAfter(Throwable failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
