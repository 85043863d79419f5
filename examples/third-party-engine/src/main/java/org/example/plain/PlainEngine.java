package org.example.plain;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.engine.support.BlockIo;
import io.quietcopy.engine.support.BlockSession;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.Limits;
import io.quietcopy.spi.NotFitException;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * Copies through the page cache by Java's file channels, and leaves in the cache what comes there. It says so: its modes are
 * BUFFERED, and what must be direct it does not take.
 */
class PlainEngine implements CopyEngine {
    static final SideMode BUFFERED =
            SideMode.of(SideMode.Access.BUFFERED, "this engine always goes through the page cache, and leaves it full");

    /** No CACHE_LADDER, since the cache stays full; no DIGEST, since reading back from the cache would verify nothing. */
    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.ZERO_DETECTION, Capability.ADAPTIVE_IN_FLIGHT);
    }

    @Override
    public Limits limits() {
        return Limits.of(Long.MAX_VALUE, 1);
    }

    @Override
    public Fitness examine(TransferSpec spec) {
        return refusal(spec)
                .map(e -> Fitness.notFit(e.problem()))
                .orElseGet(() -> Fitness.fits("file channels of Java", BUFFERED, BUFFERED));
    }

    @Override
    public TransferSession open(TransferSpec spec) throws CopyException {
        Optional<NotFitException> refusal = refusal(spec);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        OpenFile source = OpenFile.open(spec.source(), StandardOpenOption.READ, ErrorCode.SOURCE_CHANGED);
        try {
            OpenFile target =
                    OpenFile.open(spec.target().orElseThrow(), StandardOpenOption.WRITE, ErrorCode.TARGET_CHANGED);
            return BlockSession.builder(PlainEngineProvider.ID, spec, io(spec, source, target))
                    .build();
        } catch (CopyException | RuntimeException e) {
            source.closeAfter(e);
            throw e;
        }
    }

    BlockIo io(TransferSpec spec, OpenFile source, OpenFile target) {
        return new PlainIo(spec, source, target);
    }

    /** What another engine may be able to do. */
    private static Optional<NotFitException> refusal(TransferSpec spec) {
        if (spec.target().isEmpty() || spec.digest().isPresent()) {
            return Optional.of(
                    new NotFitException(ErrorCode.CAPABILITY_MISSING, "it makes no digests, and verifies nothing", null));
        }
        if (spec.cache() == CachePolicy.REQUIRE_DIRECT) {
            return Optional.of(new NotFitException(ErrorCode.DIRECT_REFUSED, "it has no direct I/O", null));
        }
        return Optional.empty();
    }

    @Override
    public void close() {}
}
