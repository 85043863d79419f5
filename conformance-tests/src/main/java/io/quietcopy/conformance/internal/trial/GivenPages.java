package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.spi.CachedPages;
import io.quietcopy.testbed.CachedFile;
import java.io.IOException;
import java.util.OptionalLong;

/** What the library gives engines to drop pages of the target with. Thread-safe but for {@link #close()}. */
final class GivenPages implements CachedPages, AutoCloseable {
    private final CachedFile target;
    private final Evidence evidence;

    private GivenPages(CachedFile target, Evidence evidence) {
        this.target = target;
        this.evidence = evidence;
    }

    /** Holds a target open until it is closed. */
    static GivenPages of(ImageFile target, Evidence evidence) throws IOException {
        return new GivenPages(CachedFile.open(target.path()), evidence);
    }

    @Override
    public OptionalLong residentBytes(long offsetBytes, long lengthBytes) throws IOException {
        return OptionalLong.of(target.residency(offsetBytes, lengthBytes).bytes());
    }

    @Override
    public void drop(long offsetBytes, long lengthBytes) throws IOException {
        evidence.seen("E-CACHE-7");
        long dirty = target.residency(offsetBytes, lengthBytes).dirtyPages();
        if (dirty > 0) {
            evidence.broken(
                    "E-CACHE-7",
                    lengthBytes + " bytes at " + offsetBytes + " were to be dropped from the cache, but " + dirty
                            + " of their pages had not been flushed");
        }
        target.drop(offsetBytes, lengthBytes);
    }

    @Override
    public void close() {
        target.close();
    }
}
