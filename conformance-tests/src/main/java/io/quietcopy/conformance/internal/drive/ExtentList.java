package io.quietcopy.conformance.internal.drive;

import io.quietcopy.conformance.internal.model.Extent;
import io.quietcopy.spi.ExtentCursor;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The extents of a transfer, pass by pass. Each pass sees that it is used by one thread at a time, and closed. Thread-safe.
 */
public final class ExtentList {
    private final Iterable<Extent> extents;
    private final Evidence evidence;
    private final AtomicInteger passes = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    /** Makes the list. */
    public ExtentList(Iterable<Extent> extents, Evidence evidence) {
        this.extents = extents;
        this.evidence = evidence;
    }

    /** Starts a pass. */
    ExtentCursor pass() {
        passes.incrementAndGet();
        open.incrementAndGet();
        return new Cursor(extents.iterator());
    }

    /** Looks back when the session has been closed. */
    public void finished() {
        if (passes.get() > 0) {
            evidence.seen("E-BYTES-6");
        }
        if (open.get() > 0) {
            evidence.broken(
                    "E-BYTES-6", open.get() + " of " + passes.get() + " cursors over the extents were never closed");
        }
    }

    private final class Cursor implements ExtentCursor {
        private final Iterator<Extent> rest;
        private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();
        private @Nullable Extent now;
        private boolean closed;

        private Cursor(Iterator<Extent> rest) {
            this.rest = rest;
        }

        @Override
        public boolean next() throws IOException {
            Thread other = user.getAndSet(Thread.currentThread());
            if (other != null) {
                evidence.broken("E-BYTES-6", "two threads used a cursor over the extents at the same time");
            }
            try {
                if (closed) {
                    evidence.broken("E-BYTES-6", "a cursor over the extents was used after it had been closed");
                    throw new IOException("the cursor is closed");
                }
                now = rest.hasNext() ? rest.next() : null;
                return now != null;
            } finally {
                user.set(null);
            }
        }

        private Extent now() {
            Extent extent = now;
            if (extent == null) {
                throw new IllegalStateException("the cursor is before the first extent or behind the last");
            }
            return extent;
        }

        @Override
        public long sourceOffset() {
            return now().sourceOffset();
        }

        @Override
        public long targetOffset() {
            return now().targetOffset();
        }

        @Override
        public long lengthBytes() {
            return now().lengthBytes();
        }

        @Override
        public Content content() {
            return now().content();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
