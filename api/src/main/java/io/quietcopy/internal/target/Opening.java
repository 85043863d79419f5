package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.FileIdentity;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Opens an existing target without being led elsewhere.
 *
 * <p>Java cannot ask an open channel for its inode. So the name is looked at before and after the opening, and nothing is
 * followed: what was opened is what was expected unless somebody exchanges the file twice in between.
 */
final class Opening {
    private Opening() {}

    /** Opens the target, never shortening it, once it is clear that it is the expected one and that this process has no lock. */
    static TargetChannel forWriting(Path target, FileIdentity expected, Host host) throws CopyException {
        requireSame(target, expected);
        if (KernelLocks.heldByThisProcess(host.proc(), expected)) {
            // Refused before the file is opened: closing it again would release the lock of that other copy.
            throw busy(target, "it runs in this process");
        }
        TargetChannel channel;
        try {
            channel = new TargetChannel(
                    FileChannel.open(target, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)));
        } catch (IOException e) {
            requireSame(target, expected);
            throw refused(e, ErrorCode.TARGET_UNWRITABLE, "the target cannot be opened for writing", target);
        }
        try {
            requireSame(target, expected);
            return channel;
        } catch (CopyException e) {
            closeAfter(e, channel);
            throw e;
        }
    }

    /** Looks whether the expected file or device stands under the target's name, before anything is done. */
    static FileFacts requireSame(Path target, FileIdentity expected) throws CopyException {
        return requireSame(target, expected, CopyPhase.STAGE);
    }

    /** Looks whether the expected file or device stands under the target's name. */
    static FileFacts requireSame(Path target, FileIdentity expected, CopyPhase phase) throws CopyException {
        try {
            FileFacts facts = FileFacts.of(target);
            if (facts.identity().sameBytesAs(expected)) {
                return facts;
            }
        } catch (NoSuchFileException e) {
            throw changed("the target has vanished since it was checked", target, phase);
        } catch (IOException e) {
            throw IoFailures.describe(
                            e,
                            ErrorCode.TARGET_UNWRITABLE,
                            "the target cannot be examined",
                            phase,
                            target,
                            phase == CopyPhase.STAGE)
                    .build();
        }
        throw changed("the target is no longer the file that was checked", target, phase);
    }

    /** Locks the target against other copies. */
    static TargetLock lock(Path target, TargetChannel channel) throws CopyException {
        return TargetLock.tryTake(channel.channel()).orElseThrow(() -> busy(target, "it has locked the target"));
    }

    static CopyException busy(Path target, String rival) {
        return CopyException.refusal(ErrorCode.TARGET_BUSY, "another copy to the target is running: " + rival)
                .phase(CopyPhase.STAGE)
                .path(target)
                .build();
    }

    static CopyException refused(IOException failure, ErrorCode otherwise, String what, Path path) {
        return IoFailures.describe(failure, otherwise, what, CopyPhase.STAGE, path, true)
                .build();
    }

    /** Closes what a failed opening leaves open. */
    static void closeAfter(Exception failure, Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static CopyException changed(String what, Path target, CopyPhase phase) {
        CopyException.Builder change = phase == CopyPhase.STAGE
                ? CopyException.refusal(ErrorCode.TARGET_CHANGED, what)
                : CopyException.builder(ErrorCode.TARGET_CHANGED, what);
        return change.phase(phase).path(target).build();
    }
}
