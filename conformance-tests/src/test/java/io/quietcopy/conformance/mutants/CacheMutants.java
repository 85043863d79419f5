package io.quietcopy.conformance.mutants;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSpec;
import java.util.List;
import java.util.Optional;

/** Engines that do not keep out of the page cache, or say that they did. */
final class CacheMutants {
    private CacheMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("through-the-page-cache", "copies through the page cache, and says that it is direct")
                        .breaks("E-CACHE-1")
                        .implies("E-CACHE-3", "E-DIGEST-3", "E-OPEN-3", "E-EDGE-1", "E-UNALIGNED-1")
                        .shows("in the page cache, with DIRECT at most 1 may stay")
                        .by(ThroughThePageCache::new),
                Mutant.of("leaves-edges-in-the-cache", "does not evict the edges that it has written")
                        .breaks("E-CACHE-1")
                        .implies("E-EDGE-2")
                        .shows("pages of the target in the page cache")
                        .by(LeavesEdgesInTheCache::new),
                Mutant.of("evicts-the-neighbours-pages", "drops all pages of the source from the cache")
                        .breaks("E-CACHE-2")
                        .shows("that were in the cache before only")
                        .in("neighbours-pages@files")
                        .by(EvictsTheNeighboursPages::new));
    }

    private static final class ThroughThePageCache extends Parts {
        @Override
        Opening opening(TransferSpec spec) {
            return new Opening(spec, failures()) {
                @Override
                int openChecked(Side side, int flags, ErrorCode changed) throws CopyException {
                    return super.openChecked(side, flags & ~Kernel.O_DIRECT, changed);
                }
            };
        }
    }

    private static final class LeavesEdgesInTheCache extends Parts {
        @Override
        TargetSide target(Side side, TransferSpec spec, OpenSide.Descriptors descriptors) {
            return new TargetSide(side, spec, descriptors, failures()) {
                @Override
                void settleEdge(long offset) {}
            };
        }
    }

    private static final class EvictsTheNeighboursPages extends Parts {
        @Override
        ReferenceSession session(TransferSpec spec, SourceSide source, Optional<TargetSide> target) {
            return new ReferenceSession(this, spec, source, target) {
                @Override
                void release() throws CopyException {
                    Kernel.advise(source.cached, 0, 0, Kernel.ADVICE_DONTNEED);
                    super.release();
                }
            };
        }
    }
}
