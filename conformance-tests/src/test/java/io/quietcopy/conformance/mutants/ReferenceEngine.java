package io.quietcopy.conformance.mutants;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.SideMode;
import io.quietcopy.SideMode.Access;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.Limits;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;

/**
 * A small, complete and correct engine on the SPI alone, with which the conformance suite is tested: it passes, and each mutant,
 * which is this engine with one part that is wrong, fails.
 *
 * <p>It keeps to what is simple. All direct I/O is in pages, so that no page of the target ever has two writers; what is smaller is
 * an edge, and goes through the cache when everything else is done. Every call that may hang is made by a thread of a {@link Crew}.
 * The parts come from {@link Parts}.
 */
class ReferenceEngine implements CopyEngine {
    final Parts parts;

    ReferenceEngine(Parts parts) {
        this.parts = parts;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.DIGEST, Capability.ZERO_DETECTION, Capability.UNALIGNED_DIRECT, Capability.CACHE_LADDER);
    }

    @Override
    public Limits limits() {
        return Limits.of(Long.MAX_VALUE, OpenSide.BLOCK_BYTES);
    }

    @Override
    public Fitness examine(TransferSpec spec) {
        if (!Files.isReadable(spec.source().path())) {
            return Fitness.notFit("the source cannot be read");
        }
        if (spec.cache() == CachePolicy.BUFFERED) {
            SideMode buffered = SideMode.of(Access.BUFFERED, "the page cache was asked for");
            return Fitness.fits("through the page cache", buffered, buffered);
        }
        SideMode direct = SideMode.of(Access.DIRECT, "tried when it is opened");
        SideMode none = SideMode.of(Access.NONE, "the transfer only reads");
        return Fitness.fits("by direct I/O", direct, spec.target().isPresent() ? direct : none);
    }

    @Override
    public TransferSession open(TransferSpec spec) throws CopyException {
        Opening opening = parts.opening(spec);
        SourceSide source = parts.source(spec.source(), spec, opening.source());
        try {
            Optional<TargetSide> target = Optional.empty();
            if (spec.target().isPresent()) {
                Side side = spec.target().get();
                target = Optional.of(parts.target(side, spec, opening.target(side)));
            }
            return parts.session(spec, source, target);
        } catch (CopyException | RuntimeException e) {
            closeAfter(e, source);
            throw e;
        }
    }

    void closeAfter(Exception failure, SourceSide source) {
        try {
            source.close();
        } catch (Kernel.CallFailedException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() {}
}
