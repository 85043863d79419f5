package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetMode;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.MountTable;
import io.quietcopy.internal.host.ProcessLimits;
import io.quietcopy.internal.host.StorageFacts;
import io.quietcopy.spi.HostServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Checks that a target file finds room.
 *
 * <p>What counts is what the source holds, not how long it is: a large image with little data fits a small disk. Where that
 * cannot be found out the check is left out, and a note says so; a copy that runs out of room fails cleanly anyway.
 */
final class SpaceCheck {
    private static final Set<String> FAT = Set.of("vfat", "msdos");
    private static final long FAT_LONGEST = (1L << 32) - 1;

    private final Path given;
    private final TargetMode mode;
    private final SourceChecks.Found source;
    private final TargetChecks.Place place;
    private final Surroundings around;
    private final List<String> notes;

    SpaceCheck(
            Path given,
            TargetMode mode,
            SourceChecks.Found source,
            TargetChecks.Place place,
            Surroundings around,
            List<String> notes) {
        this.given = given;
        this.mode = mode;
        this.source = source;
        this.place = place;
        this.around = around;
        this.notes = notes;
    }

    /**
     * Checks that no limit forbids a file of this length.
     *
     * @param highestByte the end of the last byte that is written
     */
    void checkLength(long highestByte) throws CopyException {
        OptionalLong limit = ProcessLimits.fileSizeBytes(around.host());
        if (limit.isPresent() && highestByte > limit.getAsLong()) {
            throw Refusal.of(
                    ErrorCode.FILE_TOO_LARGE,
                    given,
                    "the target would have " + highestByte + " bytes, but this process may write files of "
                            + limit.getAsLong() + " bytes only",
                    "Raise the limit (ulimit -f).");
        }
        Optional<MountTable.Mount> mount =
                around.mounts().holding(place.folder().path());
        if (mount.isPresent() && FAT.contains(mount.get().type()) && highestByte > FAT_LONGEST) {
            throw Refusal.of(
                    ErrorCode.FILE_TOO_LARGE,
                    given,
                    "the target would have " + highestByte + " bytes, but a file on "
                            + mount.get().type() + " has 4294967295 at most",
                    "Use a file system that takes files of this size.");
        }
    }

    /**
     * Checks the free space.
     *
     * @param wholeBytes what the copy takes if every byte takes room
     * @param copiedBytes the bytes of all ranges
     * @param allocated what the storage holds of the source
     */
    void checkFree(long wholeBytes, long copiedBytes, ZeroPolicy zeroes, OptionalLong allocated) throws CopyException {
        boolean sparse = zeroes == ZeroPolicy.SPARSE;
        if (sparse && allocated.isEmpty()) {
            leftOut("it is not known how much of the source holds data");
            return;
        }
        Path where =
                place.existing().filter(facts -> mode == TargetMode.IN_PLACE).isPresent()
                        ? place.path()
                        : place.folder().path();
        OptionalLong free = StorageFacts.freeBytes(where);
        if (free.isEmpty()) {
            leftOut("the target's file system does not tell how much is free");
            return;
        }
        long need = sparse ? Math.min(allocated.getAsLong(), copiedBytes) : wholeBytes;
        long reused = 0;
        if (mode == TargetMode.IN_PLACE && place.existing().isPresent() && need > free.getAsLong()) {
            OptionalLong held = StorageFacts.allocatedBytes(place.existing().get(), around.host());
            if (held.isEmpty()) {
                leftOut("it is not known how much room the target has already");
                return;
            }
            reused = held.getAsLong(); // at most so much of what is written overwrites blocks that are there
        }
        if (sparse && need - reused > free.getAsLong()) {
            need = Math.min(need, dataBytes(free.getAsLong() + reused).orElse(need));
        }
        if (need - reused > free.getAsLong()) {
            throw Refusal.of(
                    ErrorCode.NO_SPACE,
                    given,
                    "the copy needs " + (need - reused) + " bytes in "
                            + place.folder().path() + ", where " + free.getAsLong() + " bytes are free",
                    "Free " + (need - reused - free.getAsLong()) + " bytes there, or choose another file system.");
        }
    }

    private void leftOut(String why) {
        notes.add("free space not checked: " + why);
    }

    /**
     * Adds up the source's extents of data: allocated blocks may hold nothing yet, as after {@code fallocate}.
     *
     * @param enough the sum at which to stop, since more makes no difference
     * @return bytes; empty without host services, and where they cannot tell
     */
    private OptionalLong dataBytes(long enough) {
        FileFacts file = source.facts();
        if (file.isBlockDevice() || around.host().services().isEmpty()) {
            return OptionalLong.empty();
        }
        HostServices services = around.host().services().get();
        try (HostServices.ExtentMap map = services.extents(file.path())) {
            long sum = 0;
            long at = map.nextData(0);
            while (at >= 0 && at < source.lengthBytes() && sum <= enough) {
                long end = Math.min(map.nextHole(at), source.lengthBytes());
                if (end <= at) {
                    return OptionalLong.empty(); // a map that does not move forward tells nothing
                }
                sum += end - at;
                at = end < source.lengthBytes() ? map.nextData(end) : -1;
            }
            return OptionalLong.of(sum);
        } catch (IOException | UnsupportedOperationException e) {
            return OptionalLong.empty();
        }
    }
}
