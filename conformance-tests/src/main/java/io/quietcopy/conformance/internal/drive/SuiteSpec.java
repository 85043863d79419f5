package io.quietcopy.conformance.internal.drive;

import io.quietcopy.CachePolicy;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.TargetKind;
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
import org.jspecify.annotations.Nullable;

/** A case as an engine is asked for it. Immutable but for what it was given; thread-safe if that is. */
public final class SuiteSpec implements TransferSpec {
    private final CopyCase copyCase;
    private final Side source;
    private final @Nullable Side target;
    private final ExtentList extents;
    private final @Nullable DigestSink digest;
    private final ThreadFactory threads;
    private final BooleanSupplier rateLimited;
    private final ScratchFiles scratchFiles;

    /** Makes scratch files. */
    @FunctionalInterface
    public interface ScratchFiles {
        /**
         * Makes a scratch file.
         *
         * @throws IOException if it cannot be made
         */
        Path make() throws IOException;
    }

    /** Makes the specification; a target or a digest that is null is none. */
    public SuiteSpec(
            CopyCase copyCase,
            Side source,
            @Nullable Side target,
            ExtentList extents,
            @Nullable DigestSink digest,
            ThreadFactory threads,
            BooleanSupplier rateLimited,
            ScratchFiles scratchFiles) {
        this.copyCase = copyCase;
        this.source = source;
        this.target = target;
        this.extents = extents;
        this.digest = digest;
        this.threads = threads;
        this.rateLimited = rateLimited;
        this.scratchFiles = scratchFiles;
    }

    @Override
    public Side source() {
        return source;
    }

    @Override
    public Optional<Side> target() {
        return Optional.ofNullable(target);
    }

    @Override
    public boolean staged() {
        return copyCase.target() == TargetKind.STAGED;
    }

    @Override
    public ExtentCursor extents() {
        return extents.pass();
    }

    @Override
    public long rangeCount() {
        return copyCase.ranges().size();
    }

    @Override
    public long totalBytes() {
        return copyCase.totalBytes();
    }

    @Override
    public TargetContent before() {
        return copyCase.before();
    }

    @Override
    public CachePolicy cache() {
        return copyCase.cache();
    }

    @Override
    public ZeroPolicy zeroes() {
        return copyCase.zeroes();
    }

    @Override
    public OffloadPolicy offload() {
        return copyCase.offload();
    }

    @Override
    public OptionalLong blockBytes() {
        return optional(copyCase.blockBytes());
    }

    @Override
    public OptionalLong inFlightBytes() {
        return optional(copyCase.inFlightBytes());
    }

    private static OptionalLong optional(long value) {
        return value == CopyCase.OPEN ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    public long inFlightMaxBytes() {
        return copyCase.inFlightMaxBytes();
    }

    @Override
    public boolean rateLimited() {
        return rateLimited.getAsBoolean();
    }

    @Override
    public Optional<DigestSink> digest() {
        return Optional.ofNullable(digest);
    }

    @Override
    public ThreadFactory threadFactory() {
        return threads;
    }

    @Override
    public Path newScratchFile() throws IOException {
        return scratchFiles.make();
    }
}
