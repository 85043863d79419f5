package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetState;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A regular file that is replaced as a whole. The new file gets the old one's owner, group, access-control list and extended
 * attributes before the first byte ({@link AttributeCarrier}), so that a copy which cannot keep them is refused early; and once
 * more before it is published, since being written may cost a file some, and the old file may have got others. Its mode comes
 * last: until then the new file is its owner's alone. Of an access-control list the mode's group bits are the mask, so the list
 * is without effect meanwhile, and whole again with the mode.
 */
final class StagedReplace extends StagedTarget {
    private final FileIdentity expected;
    private final int links;
    private final AttributeCarrier attributes;

    private StagedReplace(
            TargetRequest request,
            Host host,
            TemporaryNames names,
            Staging staging,
            FileFacts old,
            AttributeCarrier attributes) {
        super(request, host, names, staging);
        this.expected = old.identity();
        this.links = old.links();
        this.attributes = attributes;
    }

    static StagedReplace open(TargetRequest request, Host host, TemporaryNames names) throws CopyException {
        Path target = request.target();
        FileFacts old = Opening.requireSame(target, request.expected().orElseThrow());
        if (old.links() > 1 + deadNames(request, host, names, old)) {
            throw hardLinked(target, old.links(), CopyPhase.STAGE);
        }
        return Staging.begin(request, host, names, staging -> {
            requireNotWrittenInPlace(target, old.identity(), host);
            AttributeCarrier attributes = new AttributeCarrier(host, target, staging.path());
            try {
                attributes.carry();
                staging.setMode(Staging.OWNER_ONLY);
                staging.requireName();
            } catch (IOException e) {
                throw notKept(target, e, CopyPhase.STAGE);
            }
            return new StagedReplace(request, host, names, staging, old, attributes);
        });
    }

    /** A copy that writes the old file in place has locked it; its bytes would be lost with the old file. */
    private static void requireNotWrittenInPlace(Path target, FileIdentity old, Host host) throws CopyException {
        if (KernelLocks.heldByThisProcess(host.proc(), old) || TargetLock.heldByOthers(target, false)) {
            throw Opening.busy(target, "it writes in place");
        }
    }

    private static int deadNames(TargetRequest request, Host host, TemporaryNames names, FileFacts old)
            throws CopyException {
        if (old.links() == 1) {
            return 0;
        }
        try {
            return LeftoverScan.deadNamesOf(request.folder(), old.identity(), names.self(), host.proc());
        } catch (IOException e) {
            throw Opening.refused(e, ErrorCode.STAGE_FAILED, "the target's folder cannot be read", request.folder());
        }
    }

    private static CopyException hardLinked(Path target, int links, CopyPhase phase) {
        return start(ErrorCode.TARGET_HARD_LINKED, "the target has " + links + " hard links", phase)
                .path(target)
                .build();
    }

    private static CopyException notKept(Path target, IOException e, CopyPhase phase) {
        String problem = "the new file cannot have what the old one has: " + IoFailures.reason(e);
        return start(ErrorCode.TARGET_ATTRIBUTES_NOT_KEPT, problem, phase)
                .path(target)
                .cause(e)
                .build();
    }

    /** A refusal while nothing has been copied, a failure later. */
    private static CopyException.Builder start(ErrorCode code, String problem, CopyPhase phase) {
        CopyException.Builder builder =
                phase == CopyPhase.STAGE ? CopyException.refusal(code, problem) : CopyException.builder(code, problem);
        return builder.phase(phase);
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>(staging.notes());
        notes.addAll(attributes.notes());
        return List.copyOf(notes);
    }

    @Override
    void finishAttributes() throws IOException {
        FileFacts old = Opening.requireSame(request.target(), expected, CopyPhase.PUBLISH);
        staging.setMode(old.mode());
        try {
            attributes.carry();
        } catch (AttributeCarrier.NotKeptException e) {
            throw notKept(request.target(), e, CopyPhase.PUBLISH);
        }
        // To carry over the owner clears set-user-id and set-group-id.
        staging.setMode(old.mode());
    }

    @Override
    void recheckTarget() throws CopyException {
        FileFacts now = Opening.requireSame(request.target(), expected, CopyPhase.PUBLISH);
        if (now.links() > links) {
            throw hardLinked(request.target(), now.links(), CopyPhase.PUBLISH);
        }
    }

    @Override
    void takeName() throws IOException {
        Files.move(staging.path(), request.target(), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    List<Path> dropTemporaryName(List<Exception> problems) {
        return List.of();
    }

    @Override
    TargetState notPublished(boolean removed) {
        return TargetState.UNTOUCHED;
    }
}
