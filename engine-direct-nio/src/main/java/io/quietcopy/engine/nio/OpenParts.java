package io.quietcopy.engine.nio;

import io.quietcopy.engine.support.IoFailureException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What an open session holds and gives back: closed in the opposite order, all of it whatever fails.
 *
 * <p>Not thread-safe.
 */
final class OpenParts {
    private final Deque<Closeable> held = new ArrayDeque<>();

    <T extends Closeable> T hold(T part) {
        held.push(part);
        return part;
    }

    void close() throws IoFailureException {
        IoFailureException failure = null;
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = JavaFailures.of(e);
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
