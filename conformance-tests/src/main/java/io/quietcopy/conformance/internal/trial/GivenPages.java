package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.spi.CachedPages;
import io.quietcopy.testbed.Residency;
import java.io.IOException;
import java.util.OptionalLong;

/** What the library gives engines to drop pages of the target with. Thread-safe. */
final class GivenPages implements CachedPages {
    private final ImageFile target;
    private final Evidence evidence;

    GivenPages(ImageFile target, Evidence evidence) {
        this.target = target;
        this.evidence = evidence;
    }

    @Override
    public OptionalLong residentBytes(long offsetBytes, long lengthBytes) throws IOException {
        return OptionalLong.of(
                Residency.of(target.path(), offsetBytes, lengthBytes).bytes());
    }

    @Override
    public void drop(long offsetBytes, long lengthBytes) throws IOException {
        evidence.seen("E-CACHE-7");
        long dirty = Residency.of(target.path(), offsetBytes, lengthBytes).dirtyPages();
        if (dirty > 0) {
            evidence.broken(
                    "E-CACHE-7",
                    lengthBytes + " bytes at " + offsetBytes + " were to be dropped from the cache, but " + dirty
                            + " of their pages had not been flushed");
        }
        Residency.drop(target.path(), offsetBytes, lengthBytes);
    }
}
