package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetState;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * A target that must not exist. Its name is taken in one step that never replaces ({@link NoReplace}); whether the file system
 * has such a step is tried out before a byte moves.
 *
 * <p>With a hard link there is an instant at which the finished file has two names. A process that is killed right then leaves
 * the target whole and durable, and a temporary name beside it that {@code clean} removes; until then a copy that replaces
 * this target does not count that name as a link ({@link LeftoverScan#deadNamesOf}).
 */
final class StagedNew extends StagedTarget {
    private final NoReplace way;
    private boolean someoneElseCame;

    private StagedNew(TargetRequest request, Host host, TemporaryNames names, Staging staging, NoReplace way) {
        super(request, host, names, staging);
        this.way = way;
    }

    static StagedNew open(TargetRequest request, Host host, TemporaryNames names) throws CopyException {
        requireFree(request);
        return Staging.begin(request, host, names, staging -> {
            try {
                NoReplace way = NoReplace.probe(host, names).orElseThrow(() -> unsupported(request));
                return new StagedNew(request, host, names, staging, way);
            } catch (CopyException e) {
                throw e;
            } catch (IOException e) {
                throw Opening.refused(e, ErrorCode.STAGE_FAILED, "a scratch file cannot be made", request.folder());
            }
        });
    }

    private static void requireFree(TargetRequest request) throws CopyException {
        try {
            if (FileFacts.find(request.target()).isEmpty()) {
                return;
            }
        } catch (IOException e) {
            throw Opening.refused(e, ErrorCode.STAGE_FAILED, "the target cannot be examined", request.target());
        }
        throw CopyException.refusal(ErrorCode.TARGET_EXISTS, "the target exists")
                .phase(CopyPhase.STAGE)
                .path(request.target())
                .build();
    }

    private static CopyException unsupported(TargetRequest request) {
        return CopyException.refusal(
                        ErrorCode.PUBLISH_UNSUPPORTED,
                        "the target's file system has neither hard links nor a rename that never replaces, so a file that"
                                + " somebody else makes meanwhile could be overwritten")
                .phase(CopyPhase.STAGE)
                .path(request.target())
                .build();
    }

    @Override
    public List<String> notes() {
        return staging.notes();
    }

    @Override
    void finishAttributes() throws IOException {
        staging.setMode(request.permissions().map(StagedNew::bits).orElse(Staging.OWNER_ONLY));
    }

    private static int bits(Set<PosixFilePermission> permissions) {
        String letters = PosixFilePermissions.toString(permissions);
        return Integer.parseInt(letters.replace('-', '0').replaceAll("[rwx]", "1"), 2);
    }

    @Override
    void recheckTarget() throws CopyException {
        if (Files.exists(request.target(), LinkOption.NOFOLLOW_LINKS)) {
            someoneElseCame = true;
            throw lateComer(new FileAlreadyExistsException(request.target().toString()));
        }
    }

    @Override
    void takeName() throws IOException {
        try {
            way.publish(host, staging.path(), request.target());
        } catch (FileAlreadyExistsException e) {
            someoneElseCame = true;
            throw e;
        }
    }

    @Override
    List<Path> dropTemporaryName(List<Exception> problems) {
        if (way == NoReplace.RENAME || TemporaryNames.removeIfStill(staging.path(), staging.identity(), problems)) {
            return List.of();
        }
        return List.of(staging.path());
    }

    @Override
    TargetState notPublished(boolean removed) {
        return removed && !someoneElseCame ? TargetState.REMOVED : TargetState.UNTOUCHED;
    }
}
