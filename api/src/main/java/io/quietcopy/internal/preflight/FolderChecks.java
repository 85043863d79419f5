package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.MountTable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Checks the folder in which a new file is to be made and to get its name. */
final class FolderChecks {
    /** The most bytes that the name of a temporary file has. */
    private static final int TEMPORARY_NAME = 130;

    private static final int STICKY = 01000;

    private FolderChecks() {}

    /** Finds the folder of a file that is to be made, and checks that files can be made in it. */
    static FileFacts folderFor(Path file, Surroundings around) throws CopyException {
        Path parent = file.getParent();
        if (parent == null) { // the root itself, which exists and so never comes here
            throw parentMissing(file, file + " has no folder");
        }
        FileFacts folder;
        try {
            folder = FileFacts.of(parent.toRealPath());
        } catch (AccessDeniedException e) {
            throw Refusal.of(
                    ErrorCode.TARGET_UNWRITABLE,
                    file,
                    "the target's folder " + parent + " cannot be looked at: a folder above it may not be searched",
                    "Give this user search permission (x) on the folders above the target.",
                    e);
        } catch (IOException e) {
            throw parentMissing(file, Places.missingPart(file).orElse(Refusal.reason(e)));
        }
        if (folder.kind() != FileFacts.Kind.FOLDER) {
            throw parentMissing(file, parent + " is " + folder.kind().text() + ", not a folder");
        }
        checkWritableMount(folder.path(), file, around);
        if (!Files.isWritable(folder.path()) || !Files.isExecutable(folder.path())) {
            throw Refusal.of(
                    ErrorCode.TARGET_UNWRITABLE,
                    file,
                    "this user may not make files in the folder " + folder.path() + ", or it is immutable",
                    "Give this user write and search permission on the folder, or take its immutable attribute away"
                            + " (chattr -i).");
        }
        if (NameChecks.bytes(folder.path()) + 1 + TEMPORARY_NAME > NameChecks.LONGEST_PATH) {
            throw Refusal.of(
                    ErrorCode.NAME_UNSUPPORTED,
                    file,
                    "the path of the target's folder leaves no room for the name of the temporary file: it has "
                            + NameChecks.bytes(folder.path()) + " bytes",
                    "Choose a folder with a path of at most " + (NameChecks.LONGEST_PATH - 1 - TEMPORARY_NAME)
                            + " bytes.");
        }
        return folder;
    }

    static CopyException parentMissing(Path file, String detail) {
        return Refusal.of(
                ErrorCode.TARGET_PARENT_MISSING,
                file,
                "the target's folder " + file.getParent() + " does not exist: " + detail,
                ErrorCode.TARGET_PARENT_MISSING.remedy());
    }

    static void checkWritableMount(Path place, Path target, Surroundings around) throws CopyException {
        Optional<MountTable.Mount> mount = around.mounts().holding(place);
        if (mount.isPresent() && mount.get().readOnly()) {
            throw Refusal.of(
                    ErrorCode.TARGET_READ_ONLY,
                    target,
                    "the target's file system, mounted at " + mount.get().point() + ", is read-only",
                    "Make it writable (mount -o remount,rw " + mount.get().point()
                            + "), or choose another file system.");
        }
    }

    /** Checks what would let the kernel refuse to rename another file over this one. */
    static void checkReplaceable(FileFacts target, FileFacts folder, Path given, Surroundings around)
            throws CopyException {
        Optional<Integer> user = user(around);
        if (user.isEmpty()) {
            return;
        }
        boolean root = user.get() == 0;
        if (root && !Files.isWritable(target.path())) {
            // Permissions do not bind root, so something stronger does.
            throw Refusal.of(
                    ErrorCode.TARGET_UNWRITABLE,
                    given,
                    "the target " + given + " may not be replaced even by root: it is probably immutable",
                    "Take its immutable attribute away (chattr -i).");
        }
        boolean mine = user.get() == target.uid() || user.get() == folder.uid();
        if (!root && !mine && (folder.mode() & STICKY) != 0) {
            throw Refusal.of(
                    ErrorCode.TARGET_UNWRITABLE,
                    given,
                    "the target " + given + " belongs to another user in a folder where only owners may replace files",
                    "Run as the owner of the target, or write in place.");
        }
    }

    /** Returns the user that this process runs as: the owner of its entry in {@code /proc}. */
    private static Optional<Integer> user(Surroundings around) {
        try {
            return Optional.of(FileFacts.of(around.host().proc().resolve("self").toRealPath())
                    .uid());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
