package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.internal.host.FileFacts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/** Checks that the source is there, is of a kind that can be copied, and can be read. */
final class SourceChecks {
    /** Files on these hold text that the kernel makes up while it is read, and have no length. */
    private static final Set<String> MADE_UP =
            Set.of("proc", "sysfs", "cgroup", "cgroup2", "debugfs", "tracefs", "securityfs", "configfs", "pstore");

    private SourceChecks() {}

    /** What the source is. */
    record Found(FileFacts facts, long lengthBytes, int blockBytes) {}

    static Found check(Path given, Surroundings around) throws CopyException {
        Path path = given.toAbsolutePath();
        FileFacts facts = resolve(path);
        if (!facts.isCopyable()) {
            throw Refusal.of(
                    ErrorCode.SOURCE_KIND_UNSUPPORTED,
                    path,
                    "the source " + path + " is " + facts.kind().text(),
                    remedyFor(facts.kind()));
        }
        String type =
                around.mounts().holding(facts.path()).map(mount -> mount.type()).orElse("");
        if (!facts.isBlockDevice() && MADE_UP.contains(type)) {
            throw Refusal.of(
                    ErrorCode.SOURCE_KIND_UNSUPPORTED,
                    path,
                    "the source " + path + " is a file that the kernel makes up (" + type + "), which has no length",
                    "Write what it says to a regular file first, for example with cat, and copy that.");
        }
        try {
            // Opening is the only proof: access control lists, security modules and missing media say no only here.
            FileChannel.open(facts.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                    .close();
        } catch (IOException e) {
            throw unreadable(path, "the source " + path + " cannot be opened for reading", e);
        }
        return measure(path, facts, around);
    }

    private static Found measure(Path path, FileFacts facts, Surroundings around) throws CopyException {
        long length;
        int blockBytes;
        try {
            length = around.devices().length(facts);
            blockBytes = around.devices().logicalBlockBytes(facts);
        } catch (IOException e) {
            throw unreadable(path, "the size of the source " + path + " cannot be found out", e);
        }
        if (facts.isBlockDevice() && length == 0) {
            throw Refusal.of(
                    ErrorCode.SOURCE_UNREADABLE,
                    path,
                    "the source device " + path + " is empty: nothing is attached to it or inserted in it",
                    "Attach the image or insert the medium first, or name another device.");
        }
        return new Found(facts, length, blockBytes);
    }

    /** Follows symbolic links once; whoever opens the source later does not follow any. */
    private static FileFacts resolve(Path path) throws CopyException {
        try {
            Optional<FileFacts> found = FileFacts.find(path);
            if (found.isEmpty()) {
                throw missing(
                        path, Places.missingPart(path).map(part -> "; " + part).orElse(""));
            }
            return FileFacts.of(path.toRealPath());
        } catch (NoSuchFileException e) {
            throw Refusal.of(
                    ErrorCode.SOURCE_MISSING,
                    path,
                    "the source " + Places.link(path),
                    "Correct the link, or name the file itself.",
                    e);
        } catch (AccessDeniedException e) {
            throw Refusal.of(
                    ErrorCode.SOURCE_UNREADABLE,
                    path,
                    "the source " + path + " cannot be looked at: a folder above it may not be searched",
                    "Give this user search permission (x) on the folders above the source.",
                    e);
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            if (NameChecks.isTooLong(path)) {
                throw missing(path, ": its name is longer than Linux takes");
            }
            Optional<String> part = Places.missingPart(path);
            if (part.isPresent()) {
                throw missing(path, "; " + part.get());
            }
            if (Files.isSymbolicLink(path)) {
                throw Refusal.of(
                        ErrorCode.SOURCE_MISSING,
                        path,
                        "the source " + Places.link(path),
                        "Correct the link, or name the file itself.",
                        e);
            }
            throw unreadable(path, "the source " + path + " cannot be looked at", e);
        }
    }

    private static CopyException missing(Path path, String detail) {
        return Refusal.of(
                ErrorCode.SOURCE_MISSING,
                path,
                "the source " + path + " does not exist" + detail,
                ErrorCode.SOURCE_MISSING.remedy());
    }

    private static CopyException unreadable(Path path, String problem, IOException e) {
        boolean denied = e instanceof AccessDeniedException;
        return Refusal.of(
                ErrorCode.SOURCE_UNREADABLE,
                path,
                problem + ": " + (denied ? "permission denied" : Refusal.reason(e)),
                denied ? ErrorCode.SOURCE_UNREADABLE.remedy() : "Check the source's storage and the kernel log.",
                e);
    }

    private static String remedyFor(FileFacts.Kind kind) {
        return switch (kind) {
            case FOLDER -> "Name a regular file or a block device: a folder is not an image.";
            case FIFO, SOCKET -> "Write what comes out of it to a regular file first, and copy that.";
            default -> ErrorCode.SOURCE_KIND_UNSUPPORTED.remedy();
        };
    }
}
