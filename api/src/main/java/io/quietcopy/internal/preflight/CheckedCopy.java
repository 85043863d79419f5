package io.quietcopy.internal.preflight;

import io.quietcopy.TargetMode;
import io.quietcopy.spi.FileIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the checks before the first write found out. Immutable.
 *
 * @param source the source, symbolic links resolved
 * @param stamp the source as it was, to be compared later
 * @param mode what may become of the target
 * @param targetPath the target, symbolic links resolved; for {@link TargetMode#CREATE_NEW} nothing stands there
 * @param targetFolder the folder that holds it, symbolic links resolved
 * @param targetFolderIdentity which folder that was
 * @param target the target as it was before the copy; empty for {@link TargetMode#CREATE_NEW}
 * @param targetBlockBytes the logical block size of the target, also of one that does not exist yet
 * @param totalBytes the number of bytes of all ranges
 * @param rangeCount the number of ranges that are not empty
 * @param finalLengthBytes the length of the finished target; for a device its size
 * @param lengthBefore the length of a target that is written in place
 * @param sourceAllocatedBytes what the storage holds of the source; empty if not known
 * @param guard what was looked at to find other users of the target, and by which means
 * @param notes what the report should tell: checks that were left out, users that were tolerated
 */
public record CheckedCopy(
        CheckedSide source,
        SourceStamp stamp,
        TargetMode mode,
        Path targetPath,
        Path targetFolder,
        FileIdentity targetFolderIdentity,
        Optional<CheckedSide> target,
        int targetBlockBytes,
        long totalBytes,
        long rangeCount,
        long finalLengthBytes,
        OptionalLong lengthBefore,
        OptionalLong sourceAllocatedBytes,
        String guard,
        List<String> notes) {
    /** Copies the list. */
    public CheckedCopy {
        notes = List.copyOf(notes);
    }
}
