package io.quietcopy.internal.run;

import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.ExtentCursor;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.HostServices;
import io.quietcopy.spi.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the ranges of a copy into extents of data and holes, as often as wanted, a few at a time.
 *
 * <p>Where the host services have a map of the source, extents are {@code DATA} or {@code ZERO}. Without one each range is one
 * extent: {@code DATA} if the storage holds as much as the file is long, since it then has no holes, else {@code UNKNOWN}. Thread-safe; a cursor is not.
 */
final class Extents {
    private static final Logger LOG = LoggerFactory.getLogger("io.quietcopy.Copier");

    private final CopyRanges ranges;
    private final Path source;
    private final Optional<HostServices> mapper;
    private final ExtentCursor.Content unmapped;
    private final String why;

    private Extents(
            CopyRanges ranges, Path source, Optional<HostServices> mapper, ExtentCursor.Content unmapped, String why) {
        this.why = why;
        this.ranges = ranges;
        this.source = source;
        this.mapper = mapper;
        this.unmapped = unmapped;
    }

    /**
     * Returns the extents of a copy.
     *
     * @param ranges the ranges, or empty for the whole source
     * @param source the source, resolved
     * @param allocatedBytes what the storage holds of it, or empty if not known
     * @param host for the map
     */
    static Extents of(Optional<CopyRanges> ranges, Side source, OptionalLong allocatedBytes, Host host) {
        CopyRanges wanted = ranges.orElseGet(() -> CopyRanges.of(List.of(CopyRange.of(0, 0, source.lengthBytes()))));
        boolean full = source.kind() == FileKind.FILE && allocatedBytes.orElse(0) >= source.lengthBytes();
        return new Extents(
                wanted,
                source.path(),
                host.services().filter(services -> hasMap(services, source.path())),
                full ? ExtentCursor.Content.DATA : ExtentCursor.Content.UNKNOWN,
                host.services().isPresent() ? "" : " without host services");
    }

    private static boolean hasMap(HostServices services, Path source) {
        try (HostServices.ExtentMap map = services.extents(source)) {
            LOG.trace("first data at {}", map.nextData(0));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("no extent map of {}: {}", source, e.toString());
            return false;
        }
    }

    /** Returns whether data and holes are known. */
    boolean mapped() {
        return mapper.isPresent();
    }

    /** Says what has to do instead of a map, where holes are possible. */
    Optional<String> note() {
        return mapper.isEmpty() && unmapped == ExtentCursor.Content.UNKNOWN
                ? Optional.of("holes of the source are not known" + why + ": zeroes are found by reading")
                : Optional.empty();
    }

    ExtentCursor open() throws IOException {
        CopyRanges.Cursor cursor = ranges.open();
        try {
            HostServices.@Nullable ExtentMap map =
                    mapper.isPresent() ? mapper.get().extents(source) : null;
            return new Cursor(cursor, map, unmapped);
        } catch (IOException | RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    private static final class Cursor implements ExtentCursor {
        private final CopyRanges.Cursor ranges;
        private final HostServices.@Nullable ExtentMap map;
        private long sourceOffset;
        private long targetOffset;
        private long left;
        private long length;
        private Content content;

        /**
         * The data found last. Ranges of a changed-block list lie by the thousand in one extent, and each look for its end may
         * cost as much as the extent has fragments. Holes are not remembered: somebody may fill them while the copy runs.
         */
        private long dataStart;

        private long dataEnd;

        Cursor(CopyRanges.Cursor ranges, HostServices.@Nullable ExtentMap map, Content unmapped) {
            this.ranges = ranges;
            this.map = map;
            this.content = unmapped;
        }

        @Override
        public boolean next() throws IOException {
            sourceOffset += length;
            targetOffset += length;
            left -= length;
            length = 0;
            while (left == 0) {
                CopyRange range = ranges.next();
                if (range == null) {
                    return false;
                }
                sourceOffset = range.sourceOffset();
                targetOffset = range.targetOffset();
                left = range.lengthBytes();
            }
            HostServices.ExtentMap known = map;
            if (known == null) {
                length = left;
                return true;
            }
            if (sourceOffset >= dataStart && sourceOffset < dataEnd) {
                content = Content.DATA;
                length = Math.min(left, dataEnd - sourceOffset);
                return true;
            }
            long data = known.nextData(sourceOffset);
            if (data < 0 || data >= sourceOffset + left) {
                content = Content.ZERO;
                length = left;
            } else if (data > sourceOffset) {
                content = Content.ZERO;
                length = data - sourceOffset;
            } else {
                content = Content.DATA;
                long hole = known.nextHole(sourceOffset);
                // A map that changes while it is read must not end in an endless loop.
                length = hole <= sourceOffset ? left : Math.min(left, hole - sourceOffset);
                dataStart = sourceOffset;
                dataEnd = Math.max(hole, sourceOffset + length);
            }
            return true;
        }

        @Override
        public long sourceOffset() {
            return sourceOffset;
        }

        @Override
        public long targetOffset() {
            return targetOffset;
        }

        @Override
        public long lengthBytes() {
            return length;
        }

        @Override
        public Content content() {
            return content;
        }

        @Override
        public void close() throws IOException {
            try {
                ranges.close();
            } finally {
                if (map != null) {
                    map.close();
                }
            }
        }
    }
}
