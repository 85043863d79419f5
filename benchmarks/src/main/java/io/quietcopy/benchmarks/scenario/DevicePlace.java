package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.contender.Contender.Writes;
import io.quietcopy.benchmarks.contender.CopyJob;
import io.quietcopy.benchmarks.contender.Situation;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MemoryCgroup;
import io.quietcopy.testbed.Residency;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Loop devices with large sectors over files: two sources that take turns, one target.
 *
 * <p>All are held open for reading from beginning to end, since the kernel drops what is cached of a block device with its
 * last user, and then nobody would leave anything.
 */
final class DevicePlace implements Place {
    private static final int SECTOR_BYTES = 4096;

    private final Path folder;
    private final long imageBytes;
    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private final List<Path> sources;
    private final Path target;
    private int turn;

    DevicePlace(Path folder, long imageBytes) throws IOException {
        this.folder = folder;
        this.imageBytes = imageBytes;
        try {
            this.sources = List.of(device("source", 1), device("source-other", 2));
            this.target = device("target", 3);
        } catch (IOException e) {
            try {
                close();
            } catch (IOException onClose) {
                e.addSuppressed(onClose);
            }
            throw e;
        }
    }

    @Override
    public CopyJob prepare(Writes writes, Optional<MemoryCgroup> group) throws IOException {
        Path source = sources.get(turn++ % sources.size());
        Residency.evict(source);
        Residency.evict(target);
        return new CopyJob(Situation.DEVICE, List.of(new CopyJob.Pair(source, target)), imageBytes, folder, group);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new IOException("a device could not be given back", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Path device(String name, long seed) throws IOException {
        Path backing = DiskImages.random(folder.resolve(name), imageBytes, seed);
        Residency.evict(backing);
        LoopDevice device = LoopDevice.over(backing)
                .sectorBytes(SECTOR_BYTES)
                .directIo(true)
                .attach();
        held.push(device);
        Closeable opened = Residency.holdOpen(device.path());
        held.push(opened);
        return device.path();
    }
}
