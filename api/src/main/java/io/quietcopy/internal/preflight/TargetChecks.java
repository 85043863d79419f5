package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.CopyRequest;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetMode;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.MountTable;
import io.quietcopy.spi.FileIdentity;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Checks that the target's name, kind and rights allow what the mode asks for. */
final class TargetChecks {
    private final CopyRequest request;
    private final SourceChecks.Found source;
    private final Surroundings around;
    private final Path given;

    private TargetChecks(CopyRequest request, SourceChecks.Found source, Surroundings around) {
        this.request = request;
        this.source = source;
        this.around = around;
        this.given = request.target().toAbsolutePath();
    }

    /**
     * Where the target is or will be.
     *
     * @param path its path, symbolic links resolved
     * @param folder the folder that holds it
     * @param existing what stands there; empty for a new file
     */
    record Place(Path path, FileFacts folder, Optional<FileFacts> existing) {
        FileIdentity folderIdentity() {
            return folder.identity();
        }
    }

    static Place check(CopyRequest request, SourceChecks.Found source, Surroundings around) throws CopyException {
        TargetChecks checks = new TargetChecks(request, source, around);
        return switch (request.mode()) {
            case CREATE_NEW -> checks.createNew();
            case REPLACE -> checks.replace();
            case IN_PLACE -> checks.inPlace();
        };
    }

    private Place createNew() throws CopyException {
        Optional<FileFacts> found = look();
        if (found.isPresent()) {
            throw exists(found.get());
        }
        FileFacts folder = FolderChecks.folderFor(given, around);
        return new Place(folder.path().resolve(given.getFileName()), folder, Optional.empty());
    }

    private CopyException exists(FileFacts found) {
        Path path = given;
        if (found.kind() == FileFacts.Kind.SYMBOLIC_LINK) {
            if (!Files.exists(path)) {
                return Refusal.of(
                        ErrorCode.TARGET_EXISTS,
                        path,
                        "the target exists already: " + Places.link(path),
                        "Remove the link, or name the file that it points to.");
            }
            try {
                found = FileFacts.of(path.toRealPath());
            } catch (IOException e) {
                return unknown(e);
            }
        }
        if (!found.isCopyable()) {
            return wrongKind(found);
        }
        if (found.identity().sameBytesAs(source.facts().identity())) {
            // Told before the rest: to replace it, which is the cure for the rest, would be the wrong advice.
            return SameFileCheck.same(request, "are the same " + (found.isBlockDevice() ? "device" : "file"));
        }
        return Refusal.of(
                ErrorCode.TARGET_EXISTS,
                path,
                "the target " + path + " exists already" + (found.isBlockDevice() ? " (a block device)" : ""),
                found.isBlockDevice()
                        ? "Ask for IN_PLACE (--in-place): a block device can only be written in place."
                        : ErrorCode.TARGET_EXISTS.remedy());
    }

    private Place replace() throws CopyException {
        if (request.ranges().isPresent()) {
            throw invalid("a file is replaced by a whole copy only, but ranges were given", TargetMode.REPLACE);
        }
        if (request.targetLength().isPresent() && request.targetLength().getAsLong() != source.lengthBytes()) {
            throw invalid(
                    "a file is replaced by a whole copy only, so its length cannot be "
                            + request.targetLength().getAsLong() + " with a source of " + source.lengthBytes()
                            + " bytes",
                    TargetMode.REPLACE);
        }
        FileFacts target = existing();
        if (target.isBlockDevice()) {
            throw Refusal.of(
                    ErrorCode.TARGET_KIND_UNSUPPORTED,
                    given,
                    "the target " + given + " is a block device, which cannot be replaced",
                    "Ask for IN_PLACE (--in-place): a block device can only be written in place.");
        }
        if (target.identity().sameBytesAs(source.facts().identity())) {
            // Told before the links: to write in place, which is the cure for them, would be the wrong advice.
            throw SameFileCheck.same(request, "are the same file");
        }
        if (target.links() > 1) {
            throw Refusal.of(
                    ErrorCode.TARGET_HARD_LINKED,
                    given,
                    "the target " + given + " has " + target.links() + " hard links, which replacing it would part",
                    ErrorCode.TARGET_HARD_LINKED.remedy());
        }
        Optional<MountTable.Mount> mounted = around.mounts().at(target.path());
        if (mounted.isPresent()) {
            throw Refusal.of(
                    ErrorCode.PUBLISH_UNSUPPORTED,
                    given,
                    "the target " + given + " is a mount point, which cannot be replaced",
                    "Write in place, or replace the file that is mounted there.");
        }
        FileFacts folder = FolderChecks.folderFor(target.path(), around);
        FolderChecks.checkReplaceable(target, folder, given, around);
        return new Place(target.path(), folder, Optional.of(target));
    }

    private Place inPlace() throws CopyException {
        FileFacts target = existing();
        if (!target.isBlockDevice()) {
            FolderChecks.checkWritableMount(target.path(), given, around);
        }
        if (!Files.isWritable(target.path())) {
            throw Refusal.of(
                    ErrorCode.TARGET_UNWRITABLE,
                    given,
                    "the target " + given + " may not be written by this user, or is immutable",
                    "Give this user write permission on the target, or take its immutable attribute away (chattr -i).");
        }
        Path parent = target.path().getParent();
        try {
            return new Place(target.path(), FileFacts.of(parent == null ? target.path() : parent), Optional.of(target));
        } catch (IOException e) {
            throw unknown(e);
        }
    }

    /** Finds the existing target, a symbolic link resolved once. */
    private FileFacts existing() throws CopyException {
        Optional<FileFacts> found = look();
        if (found.isEmpty()) {
            throw Refusal.of(
                    ErrorCode.TARGET_MISSING,
                    given,
                    "the target " + given + " does not exist"
                            + Places.missingPart(given).map(part -> "; " + part).orElse(""),
                    ErrorCode.TARGET_MISSING.remedy());
        }
        FileFacts target;
        try {
            if (!Files.exists(given)) {
                throw Refusal.of(
                        ErrorCode.TARGET_MISSING,
                        given,
                        "the target " + Places.link(given),
                        "Correct the link, or name the file itself.");
            }
            target = FileFacts.of(given.toRealPath());
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            throw unknown(e);
        }
        if (!target.isCopyable()) {
            throw wrongKind(target);
        }
        return target;
    }

    private Optional<FileFacts> look() throws CopyException {
        try {
            return FileFacts.find(given);
        } catch (IOException e) {
            throw unknown(e);
        }
    }

    private CopyException unknown(IOException e) {
        if (e instanceof AccessDeniedException) {
            return Refusal.of(
                    ErrorCode.TARGET_UNWRITABLE,
                    given,
                    "the target " + given + " cannot be looked at: a folder above it may not be searched",
                    "Give this user search permission (x) on the folders above the target.",
                    e);
        }
        if (NameChecks.isTooLong(given)) {
            return Refusal.of(
                    ErrorCode.NAME_UNSUPPORTED,
                    given,
                    "the target's name is longer than its file system takes",
                    "Choose a shorter name (255 bytes at most, 4095 with all folders).",
                    e);
        }
        Optional<String> part = Places.missingPart(given);
        if (part.isPresent()) {
            return FolderChecks.parentMissing(given, part.get());
        }
        return Refusal.of(
                ErrorCode.TARGET_UNWRITABLE,
                given,
                "the target " + given + " cannot be looked at: " + Refusal.reason(e),
                "Check the target's folder and its file system.",
                e);
    }

    private CopyException wrongKind(FileFacts found) {
        return Refusal.of(
                ErrorCode.TARGET_KIND_UNSUPPORTED,
                given,
                "the target " + given + " is " + found.kind().text(),
                found.kind() == FileFacts.Kind.FOLDER
                        ? "Name the file in that folder that the copy shall become."
                        : ErrorCode.TARGET_KIND_UNSUPPORTED.remedy());
    }

    private CopyException invalid(String problem, TargetMode mode) {
        return Refusal.of(
                ErrorCode.REQUEST_INVALID,
                given,
                problem,
                "Leave that out, or ask for IN_PLACE (--in-place) instead of " + mode + ".");
    }
}
