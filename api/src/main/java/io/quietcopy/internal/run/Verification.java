package io.quietcopy.internal.run;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyRequest;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetContent;
import io.quietcopy.TargetMode;
import io.quietcopy.internal.config.EffectiveSettings;
import io.quietcopy.internal.preflight.CheckedCopy;
import io.quietcopy.internal.target.TargetFile;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the finished target back past the cache and compares its checksums with those made while copying.
 *
 * <p>It is a transfer without a target by the same engine, whose source is the target that was just written.
 */
final class Verification {
    /** Runs a session so that it can be aborted. */
    @FunctionalInterface
    interface Runner {
        TransferResult run(TransferSession session, Control control) throws CopyException;
    }

    private final CopierCore core;
    private final CopyRequest request;
    private final EffectiveSettings settings;
    private final Runner runner;

    Verification(CopierCore core, CopyRequest request, EffectiveSettings settings, Runner runner) {
        this.core = core;
        this.request = request;
        this.settings = settings;
        this.runner = runner;
    }

    /**
     * Compares.
     *
     * @param engine the engine that wrote
     * @param target what was written
     * @param made the checksums made while copying
     * @throws CopyException with {@link ErrorCode#VERIFY_MISMATCH} and the place of the first difference
     */
    void compare(CopyEngine engine, TargetFile target, CheckedCopy checked, Checksums made, Control control)
            throws CopyException {
        made.end();
        Checksums found = new Checksums(DigestAlgorithm.NONE);
        Side side = target.side();
        CopyRanges written = written(side.lengthBytes(), checked.totalBytes());
        Spec spec = new Spec(
                side,
                Optional.empty(),
                false,
                Extents.of(Optional.of(written), side, OptionalLong.empty(), core.host()),
                checked.rangeCount(),
                checked.totalBytes(),
                TargetContent.UNKNOWN,
                // What was written through the cache must be read from the storage all the same.
                settings.cache() == CachePolicy.BUFFERED ? CachePolicy.PREFER_DIRECT : settings.cache(),
                settings.zeroes(),
                settings,
                control::rateLimited,
                Optional.of(found),
                core.threads(),
                target::newScratchFile,
                Optional.empty());
        control.verifying();
        try (TransferSession session = engine.open(spec)) {
            runner.run(session, control);
        }
        found.end();
        OptionalLong difference = made.firstDifference(found);
        if (difference.isPresent() || made.bytes() != found.bytes()) {
            throw mismatch(target, written, difference.orElse(Math.min(made.bytes(), found.bytes())));
        }
    }

    /** The ranges of the target: what was written, read from where it was written. */
    private CopyRanges written(long targetLengthBytes, long totalBytes) {
        if (request.ranges().isEmpty()) {
            return CopyRanges.of(List.of(CopyRange.of(0, 0, Math.min(totalBytes, targetLengthBytes))));
        }
        CopyRanges ranges = request.ranges().get();
        return () -> {
            CopyRanges.Cursor cursor = ranges.open();
            return new CopyRanges.Cursor() {
                @Override
                public @Nullable CopyRange next() throws IOException {
                    CopyRange range = cursor.next();
                    return range == null
                            ? null
                            : CopyRange.of(range.targetOffset(), range.targetOffset(), range.lengthBytes());
                }

                @Override
                public void close() throws IOException {
                    cursor.close();
                }
            };
        };
    }

    /** Names where the piece lies in the target that differs: from its first byte to its last, over as many ranges as it takes. */
    private CopyException mismatch(TargetFile target, CopyRanges written, long position) {
        long pieceEnd = position + Checksums.PIECE_BYTES;
        long first = position;
        long last = pieceEnd;
        try (CopyRanges.Cursor cursor = written.open()) {
            long seen = 0;
            for (CopyRange range = cursor.next(); range != null && seen < pieceEnd; range = cursor.next()) {
                long rangeEnd = seen + range.lengthBytes();
                if (position >= seen && position < rangeEnd) {
                    first = range.targetOffset() + position - seen;
                }
                last = range.targetOffset() + Math.min(pieceEnd, rangeEnd) - seen;
                seen = rangeEnd;
            }
        } catch (IOException e) {
            // The place is a help; the mismatch is the news.
            first = position;
        }
        String problem = "the target differs from what was written, first within bytes " + first + " to " + (last - 1);
        return CopyException.builder(ErrorCode.VERIFY_MISMATCH, problem)
                .phase(CopyPhase.VERIFY)
                .path(request.mode() == TargetMode.IN_PLACE ? target.side().path() : request.target())
                .byteOffset(first)
                .build();
    }
}
