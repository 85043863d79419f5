package io.quietcopy.internal.run;

import io.quietcopy.CopyRequest;
import io.quietcopy.internal.config.EffectiveSettings;
import io.quietcopy.internal.preflight.CheckedCopy;
import io.quietcopy.internal.preflight.CheckedSide;
import io.quietcopy.internal.target.TargetRequest;
import io.quietcopy.spi.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what kind of target a copy needs. */
final class TargetRequests {
    private static final Logger LOG = LoggerFactory.getLogger("io.quietcopy.Copier");

    private TargetRequests() {}

    static TargetRequest of(CopyRequest request, CheckedCopy checked, EffectiveSettings settings) {
        return new TargetRequest(
                checked.targetPath(),
                checked.mode(),
                checked.target().map(CheckedSide::kind).orElse(FileKind.FILE),
                checked.target().map(CheckedSide::identity),
                checked.finalLengthBytes(),
                checked.targetBlockBytes(),
                settings.durability(),
                request.permissions().or(() -> permissions(checked.source())),
                settings.zeroes(),
                settings.guard());
    }

    /** A new file gets the permissions of the file it is a copy of; a device's permissions mean something else. */
    private static Optional<Set<PosixFilePermission>> permissions(CheckedSide source) {
        if (source.kind() != FileKind.FILE) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.getPosixFilePermissions(source.path(), LinkOption.NOFOLLOW_LINKS));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("no permissions of {}, the copy is its owner's only: {}", source.path(), e.toString());
            return Optional.empty();
        }
    }
}
