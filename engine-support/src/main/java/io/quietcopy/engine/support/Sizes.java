package io.quietcopy.engine.support;

import io.quietcopy.spi.TransferSpec;

/**
 * The sizes of one session.
 *
 * @param blockBytes the length of a piece that is read and written, a multiple of both alignments
 * @param sourceBlock the alignment of reads
 * @param unit the unit of writes; 1 in a transfer that only reads
 */
record Sizes(int blockBytes, int sourceBlock, int unit) {
    /**
     * So many workers share a window of the default size, so that reads and writes overlap. Measured on ext4 with 1 MiB in
     * flight: into an existing file 8 x 128 KiB, 4 x 256 KiB and 2 x 512 KiB are equally fast (1.1 x dd direct 1M); into a
     * new one, where each write allocates, the last is (852, 776, 606 MB/s; dd 842).
     */
    private static final int AUTO_WORKERS = 2;

    private static final long LEAST_AUTO_BYTES = 64L << 10;
    private static final long MOST_AUTO_BYTES = 1L << 20;
    private static final long MOST_BYTES = 256L << 20;
    private static final int PAGE_BYTES = 4096;

    static Sizes of(TransferSpec spec, BlockIo io, InFlightWindow window) {
        int source = io.sourceBlockBytes();
        int unit = spec.target().isPresent() ? io.targetBlockBytes() : 1;
        long most = Math.min(window.mostBytes(), MOST_BYTES);
        long fixed = Math.max(LEAST_AUTO_BYTES, Math.min(MOST_AUTO_BYTES, window.limitBytes() / AUTO_WORKERS));
        long block = Math.min(spec.blockBytes().orElse(window.blockBytes().orElse(fixed)), most);
        return new Sizes(1, source, unit).of(block);
    }

    /** Returns the same with another length of blocks, or as near as alignment allows. */
    Sizes of(long wantedBlockBytes) {
        int least = Math.max(sourceBlock, unit);
        return new Sizes((int) Math.max(least, wantedBlockBytes - wantedBlockBytes % least), sourceBlock, unit);
    }

    /** The alignment of a buffer's address. */
    int alignment() {
        return Math.max(PAGE_BYTES, Math.max(sourceBlock, unit));
    }

    /** A block, what a covering read takes before and behind it, and room to move it to an aligned place. */
    int bufferBytes() {
        int room = blockBytes + 2 * sourceBlock + unit;
        return (room + alignment() - 1) & -alignment();
    }
}
