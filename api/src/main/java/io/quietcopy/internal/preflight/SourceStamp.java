package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import io.quietcopy.SourceChangePolicy;
import io.quietcopy.internal.host.DeviceTree;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.FileIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * The source as it was before the copy. A device has no time of change that means anything, so only its identity and length
 * are compared.
 *
 * @param path the source, symbolic links resolved
 * @param identity who it was
 * @param device whether it was a block device
 * @param lengthBytes how long it was
 * @param modified when its content had last changed
 */
public record SourceStamp(Path path, FileIdentity identity, boolean device, long lengthBytes, FileTime modified) {
    static SourceStamp of(FileFacts facts, long lengthBytes) {
        return new SourceStamp(facts.path(), facts.identity(), facts.isBlockDevice(), lengthBytes, facts.modified());
    }

    /**
     * Looks at the source again.
     *
     * @param policy with {@link SourceChangePolicy#FIXED_LENGTH} only a source that became shorter is an error
     * @param phase the phase that an error is put down to
     * @throws CopyException with {@link ErrorCode#SOURCE_SHRANK} or {@link ErrorCode#SOURCE_CHANGED}
     */
    public void check(SourceChangePolicy policy, CopyPhase phase, Host host) throws CopyException {
        boolean strict = policy == SourceChangePolicy.FAIL;
        FileFacts now;
        long length;
        try {
            Optional<FileFacts> found = FileFacts.find(path);
            if (found.isEmpty()) {
                if (strict) {
                    throw changed(phase, "the source " + path + " was removed while it was copied");
                }
                return;
            }
            now = found.get();
            if (!sameFile(now)) {
                if (strict) {
                    throw changed(phase, "the source " + path + " was exchanged for another file while it was copied");
                }
                return;
            }
            length = new DeviceTree(host).length(now);
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            throw CopyException.builder(ErrorCode.SOURCE_UNREADABLE, "the source cannot be looked at again")
                    .phase(phase)
                    .path(path)
                    .cause(e)
                    .build();
        }
        if (length < lengthBytes) {
            throw CopyException.builder(
                            ErrorCode.SOURCE_SHRANK,
                            "the source " + path + " shrank from " + lengthBytes + " to " + length + " bytes")
                    .phase(phase)
                    .path(path)
                    .byteOffset(length)
                    .build();
        }
        if (strict && length > lengthBytes) {
            throw changed(phase, "the source " + path + " grew from " + lengthBytes + " to " + length + " bytes");
        }
        if (strict && !device && !now.modified().equals(modified)) {
            throw changed(
                    phase, "the source " + path + " was written to at " + now.modified() + ", while it was copied");
        }
    }

    /** A device is the same whichever node names it. */
    private boolean sameFile(FileFacts now) {
        return now.isCopyable()
                && now.isBlockDevice() == device
                && now.identity().sameBytesAs(identity);
    }

    private CopyException changed(CopyPhase phase, String problem) {
        return CopyException.builder(ErrorCode.SOURCE_CHANGED, problem)
                .phase(phase)
                .path(path)
                .build();
    }
}
