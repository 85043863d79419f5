package io.quietcopy.internal.run;

import io.quietcopy.CachePolicy;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.config.EffectiveSettings;
import io.quietcopy.spi.CachedPages;
import io.quietcopy.spi.DigestSink;
import io.quietcopy.spi.ExtentCursor;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;

/** A transfer, as an engine sees it. Immutable; thread-safe as far as its parts are. */
record Spec(
        Side source,
        Optional<Side> target,
        boolean staged,
        Extents extentMap,
        long rangeCount,
        long totalBytes,
        TargetContent before,
        CachePolicy cache,
        ZeroPolicy zeroes,
        EffectiveSettings settings,
        BooleanSupplier limited,
        Optional<DigestSink> digest,
        ThreadFactory threadFactory,
        ScratchFiles scratch,
        Optional<CachedPages> targetPages)
        implements TransferSpec {

    /** Makes files for trying what the target's file system can do. */
    @FunctionalInterface
    interface ScratchFiles {
        Path make() throws IOException;
    }

    @Override
    public boolean rateLimited() {
        return limited.getAsBoolean();
    }

    @Override
    public ExtentCursor extents() throws IOException {
        return extentMap.open();
    }

    @Override
    public OffloadPolicy offload() {
        return settings.offload();
    }

    @Override
    public OptionalLong blockBytes() {
        return settings.blockBytes();
    }

    @Override
    public OptionalLong inFlightBytes() {
        return settings.inFlightBytes();
    }

    @Override
    public long inFlightMaxBytes() {
        return settings.inFlightMaxBytes();
    }

    @Override
    public Path newScratchFile() throws IOException {
        return scratch.make();
    }
}
