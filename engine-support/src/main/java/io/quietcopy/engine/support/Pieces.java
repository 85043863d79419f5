package io.quietcopy.engine.support;

import io.quietcopy.spi.ExtentCursor;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts extents into pieces.
 *
 * <p>Extents that continue each other on both sides are one <em>stretch</em>, whatever their content: a million ranges of one
 * block each, side by side, are moved like one, and a stretch with holes has edges at its ends only. Within a stretch, zeroes that do not fill
 * a unit of the target go with the data beside them:
 *
 * <pre>{@code
 *   units of the target   |       |       |       |       |       |
 *   extents                  DDDDDDDDD000000000000000000DDDDDDD
 *   pieces                   '---'------------'-------'--------'
 *                            edge    data       zero      data, of which the end is an edge
 * }</pre>
 *
 * <p>Pieces end where multiples of the block size are, so that reads and writes are aligned as the storage likes it; the first of a
 * stretch may be shorter. Memory does not grow with the number of extents: one extent is known ahead.
 *
 * <p>Not thread-safe.
 */
final class Pieces implements Closeable {
    private final ExtentCursor cursor;
    private final Sizes sizes;
    private final boolean readOnly;
    private boolean extentAhead;
    /** Of the current stretch: what to add to an offset of the target to get that of the source. */
    private long shift;
    /** Where the next piece starts. */
    private long position;
    /** Where the current extent ends. */
    private long end;

    private boolean zero;
    private int blockBytes;
    private long number;
    private long zeroStep;
    private int shareUnit;
    private long shareStep;

    /**
     * Starts a pass.
     *
     * @param readOnly whether offsets of the source shall stand for those of the target
     */
    Pieces(ExtentCursor cursor, Sizes sizes, boolean readOnly) throws IOException {
        this.cursor = cursor;
        this.sizes = sizes;
        this.readOnly = readOnly;
        blockBytes = sizes.blockBytes();
        zeroStep = blockBytes;
        extentAhead = cursor.next();
    }

    /** Data comes in pieces of at most so many bytes from now on. */
    void blockBytes(int bytes) {
        blockBytes = bytes;
    }

    /** Zeroes come in pieces of at most so many bytes from now on. */
    void zeroStep(long bytes) {
        zeroStep = Math.max(sizes.unit(), bytes - bytes % sizes.unit());
    }

    /** Data comes in pieces to be shared from now on, of at most so many bytes; not with a unit of 0. */
    void shareStep(int unit, long bytes) {
        shareUnit = unit == 0 ? 0 : Math.max(unit, sizes.unit());
        shareStep = unit == 0 ? 0 : Math.max(shareUnit, bytes - bytes % shareUnit);
    }

    /** Returns whether the next piece does not continue the last one, or there is none. */
    boolean atStretchStart() {
        return position == end && !continues();
    }

    /** Returns whether there is a next piece. */
    boolean hasNext() {
        return position < end || extentAhead;
    }

    /** Returns the next piece. */
    Piece next() throws IOException {
        if (position == end) {
            advance();
        }
        if (zero && position % sizes.unit() == 0) {
            long limit = nextMultiple(position, zeroStep);
            extend(limit);
            long zeroEnd = Math.min(end - end % sizes.unit(), limit);
            if (zeroEnd > position) {
                return piece(Piece.Kind.ZERO, zeroEnd);
            }
        }
        long limit = nextMultiple(position, blockBytes);
        if (shareUnit > 0 && !zero && shift % shareUnit == 0) {
            if (position % shareUnit != 0) {
                limit = Math.min(limit, nextMultiple(position, shareUnit));
            } else {
                long shareLimit = nextMultiple(position, shareStep);
                extend(shareLimit);
                long shareEnd = Math.min(end - end % shareUnit, shareLimit);
                if (shareEnd > position) {
                    return piece(Piece.Kind.SHARE, shareEnd);
                }
            }
        }
        List<Piece.Hole> holes = new ArrayList<>();
        return piece(Piece.Kind.DATA, dataEnd(limit, holes), holes);
    }

    /** Returns where a piece of data ends: at the limit, at the end of the stretch, or where a whole unit of zeroes starts. */
    private long dataEnd(long limit, List<Piece.Hole> holes) throws IOException {
        long at = position;
        while (true) {
            if (zero) {
                long whole = at + (sizes.unit() - at % sizes.unit()) % sizes.unit();
                extend(whole + sizes.unit());
                boolean fillsUnit = whole + sizes.unit() <= end;
                long holeEnd = Math.min(fillsUnit ? whole : end, limit);
                if (holeEnd > at) {
                    holes.add(new Piece.Hole(at, holeEnd));
                }
                if (fillsUnit) {
                    return holeEnd;
                }
            } else {
                extend(limit);
            }
            at = Math.min(end, limit);
            if (at < end || at == limit || !continues()) {
                return at;
            }
            advance();
        }
    }

    private Piece piece(Piece.Kind kind, long pieceEnd) {
        return piece(kind, pieceEnd, List.of());
    }

    private Piece piece(Piece.Kind kind, long pieceEnd, List<Piece.Hole> holes) {
        Piece piece = new Piece(number++, kind, position + shift, position, pieceEnd - position, holes);
        position = pieceEnd;
        return piece;
    }

    /** Makes the extent ahead the current one. */
    private void advance() throws IOException {
        if (!continues()) {
            position = offsetAhead();
            shift = cursor.sourceOffset() - position;
            end = position;
        }
        zero = zeroAhead();
        end += cursor.lengthBytes();
        extentAhead = cursor.next();
    }

    /** Joins extents of the same content, until the current one reaches as far as wanted. */
    private void extend(long wantedEnd) throws IOException {
        while (end < wantedEnd && continues() && zeroAhead() == zero) {
            end += cursor.lengthBytes();
            extentAhead = cursor.next();
        }
    }

    private boolean continues() {
        return extentAhead && offsetAhead() == end && cursor.sourceOffset() == end + shift;
    }

    private long offsetAhead() {
        return readOnly ? cursor.sourceOffset() : cursor.targetOffset();
    }

    private boolean zeroAhead() {
        return cursor.content() == ExtentCursor.Content.ZERO;
    }

    private static long nextMultiple(long value, long step) {
        long next = value - value % step + step;
        return next < 0 ? Long.MAX_VALUE : next;
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
