package io.quietcopy.internal.target;

import io.quietcopy.Durability;
import io.quietcopy.GuardPolicy;
import io.quietcopy.TargetMode;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the checks before have found out about a target, and what shall become of it.
 *
 * @param target the target's path, all symbolic links resolved, absolute
 * @param mode what may become of the name
 * @param kind what stands there, or for {@link TargetMode#CREATE_NEW} will
 * @param expected what must stand there; empty for {@link TargetMode#CREATE_NEW} only
 * @param finalLengthBytes the length of the finished file; for {@link TargetMode#IN_PLACE} where the last range ends
 * @param logicalBlockBytes passed on to the engine
 * @param durability whether publishing waits for the storage
 * @param permissions the mode of a new file; owner-only where empty. {@link TargetMode#REPLACE} keeps the old file's mode
 * @param zeroes whether the blocks of a staged file shall be allocated beforehand
 * @param guard whether a device that somebody else has claimed is refused
 */
public record TargetRequest(
        Path target,
        TargetMode mode,
        FileKind kind,
        Optional<FileIdentity> expected,
        long finalLengthBytes,
        int logicalBlockBytes,
        Durability durability,
        Optional<Set<PosixFilePermission>> permissions,
        ZeroPolicy zeroes,
        GuardPolicy guard) {

    /** Checks what the modes need. */
    public TargetRequest {
        if (!target.isAbsolute() || target.getFileName() == null) {
            throw new IllegalArgumentException("not an absolute path of a file: " + target);
        }
        if (expected.isEmpty() != (mode == TargetMode.CREATE_NEW)) {
            throw new IllegalArgumentException("an identity is expected unless the target is new");
        }
        if (kind == FileKind.BLOCK_DEVICE && mode != TargetMode.IN_PLACE) {
            throw new IllegalArgumentException("a device can only be written in place");
        }
        if (finalLengthBytes < 0) {
            throw new IllegalArgumentException("negative length " + finalLengthBytes);
        }
        permissions = permissions.map(Set::copyOf);
    }

    /** Returns the folder that the target stands in. */
    public Path folder() {
        return Objects.requireNonNull(target.getParent(), "an absolute path of a file has a parent");
    }
}
