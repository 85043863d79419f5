package io.quietcopy.benchmarks.scenario;

import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Residency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes the images that are copied. Their bytes depend on the seed only. */
final class Images {
    private static final long MIB = 1 << 20;
    private static final long BLOCK_BYTES = 4096;

    private Images() {}

    /** Makes an image; the same seed makes the same one. */
    interface Maker {
        void make(Path file, long seed) throws IOException;
    }

    /** An image of random bytes. */
    static Maker random(long bytes) {
        return (file, seed) -> Residency.evict(DiskImages.random(file, bytes, seed));
    }

    /** An image with data in pieces of 1 MiB, one at a random place in each slot of so many MiB, and holes between. */
    static Maker sparse(long bytes, int slotMebibytes) {
        return (file, seed) ->
                Residency.evict(DiskImages.sparse(file, bytes, seed, pieces(bytes, slotMebibytes * MIB, seed)));
    }

    /** Returns how much data a sparse image has. */
    static long dataBytes(long bytes, int slotMebibytes) {
        return bytes / (slotMebibytes * MIB) * MIB;
    }

    static List<Allocation.Range> pieces(long bytes, long slotBytes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Allocation.Range> pieces = new ArrayList<>();
        for (long slot = 0; slot + slotBytes <= bytes; slot += slotBytes) {
            long room = (slotBytes - MIB) / BLOCK_BYTES;
            pieces.add(new Allocation.Range(slot + random.nextLong(room + 1) * BLOCK_BYTES, MIB));
        }
        return pieces;
    }
}
