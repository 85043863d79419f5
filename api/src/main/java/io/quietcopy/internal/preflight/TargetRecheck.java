package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import io.quietcopy.GuardPolicy;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.FileIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Repeats the checks of the target right before the first write: much may have happened since the first ones.
 *
 * <p>To be run when the target's channel is open. Then whatever the name leads to now is what was opened, unless somebody
 * exchanges it all the time.
 */
public final class TargetRecheck {
    private TargetRecheck() {}

    /**
     * Looks at the target again.
     *
     * @return notes on what was found and tolerated
     * @throws CopyException if the target or its folder has been exchanged, or somebody has begun to use it; it is untouched
     */
    public static List<String> run(CheckedCopy copy, GuardPolicy guard, Host host) throws CopyException {
        List<String> notes = new ArrayList<>();
        try {
            Path path = copy.targetPath();
            same(path, look(copy.targetFolder(), path), copy.targetFolderIdentity(), "the target's folder");
            if (copy.target().isPresent()) {
                FileFacts now = look(path, path);
                same(path, now, copy.target().get().identity(), "the target");
                DeviceChecks.check(path, now, true, guard, Surroundings.look(host), notes);
            }
        } catch (CopyException e) {
            throw e.toBuilder().phase(CopyPhase.STAGE).build();
        }
        return notes;
    }

    private static FileFacts look(Path path, Path target) throws CopyException {
        try {
            Optional<FileFacts> found = FileFacts.find(path);
            if (found.isPresent()) {
                return found.get();
            }
        } catch (IOException e) {
            throw changed(target, path + " can no longer be looked at: " + Refusal.reason(e));
        }
        throw changed(target, path + " has been removed since it was checked");
    }

    /** Compares device nodes too: another node of the same device is not the one that was checked and opened. */
    private static void same(Path target, FileFacts now, FileIdentity before, String what) throws CopyException {
        if (!now.identity().equals(before)) {
            throw changed(target, what + " " + now.path() + " has been exchanged for another since it was checked");
        }
    }

    private static CopyException changed(Path target, String problem) {
        return Refusal.of(ErrorCode.TARGET_CHANGED, target, problem, ErrorCode.TARGET_CHANGED.remedy());
    }
}
