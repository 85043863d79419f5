package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.FailureAction;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.host.Tools;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The staged file of one copy, under its temporary name: made, locked, alone, and of its final length. All of it reads as zero.
 */
final class Staging implements Closeable {
    /** Reading and writing for the owner, nothing for anybody else. */
    static final int OWNER_ONLY = 0600;

    private static final Duration ALLOCATION_LIMIT = Duration.ofSeconds(60);

    private final Path path;
    private final FileIdentity identity;
    private final TargetChannel channel;
    private final Folder folder;
    private final TargetLock lock;
    private final boolean modes;
    private boolean preallocated;

    private Staging(Path path, FileFacts made, TargetChannel channel, Folder folder, TargetLock lock) {
        this.path = path;
        this.identity = made.identity();
        // Whatever the umask and the folder's default list, a new file has no bit that was not asked for:
        // unless the file system has no modes (FAT, some network file systems), and gives all files the same
        // one.
        this.modes = (made.mode() & ~OWNER_ONLY) == 0;
        this.channel = channel;
        this.folder = folder;
        this.lock = lock;
    }

    /** Steps of a staging that may yet be refused. */
    @FunctionalInterface
    interface Step<T> {
        T take(Staging staging) throws CopyException;
    }

    /**
     * Stages a file, and goes on from there. If anything fails, the staged file and the scratch files are removed, and what
     * cannot be removed is named by the exception.
     *
     * @param next what is made of the staged file
     * @return what the next step has made
     */
    static <T> T begin(TargetRequest request, Host host, TemporaryNames names, Step<T> next) throws CopyException {
        Path target = request.target();
        Staging staging = create(request, names);
        try {
            Optional<String> rival = Rivals.find(request, Optional.of(staging.path), names.self(), host.proc());
            if (rival.isPresent()) {
                throw Opening.busy(target, rival.get());
            }
            staging.size(request, host);
            return next.take(staging);
        } catch (CopyException e) {
            throw staging.undo(e, names);
        } catch (IOException e) {
            throw staging.undo(
                    Opening.refused(e, ErrorCode.STAGE_FAILED, "the temporary file cannot be prepared", staging.path),
                    names);
        }
    }

    private static Staging create(TargetRequest request, TemporaryNames names) throws CopyException {
        Path parent = request.folder();
        Folder folder;
        try {
            folder = Folder.open(parent);
        } catch (IOException e) {
            throw Opening.refused(e, ErrorCode.STAGE_FAILED, "the target's folder cannot be read", parent);
        }
        Path path = names.fresh(StagedName.Kind.PART);
        try {
            return made(path, TemporaryNames.create(path), folder, request.target());
        } catch (CopyException e) {
            Opening.closeAfter(e, folder);
            throw e;
        } catch (IOException e) {
            CopyException refusal =
                    Opening.refused(e, ErrorCode.STAGE_FAILED, "the temporary file cannot be made", path);
            Opening.closeAfter(refusal, folder);
            throw refusal;
        }
    }

    private static Staging made(Path path, FileChannel open, Folder folder, Path target) throws IOException {
        TargetChannel channel = new TargetChannel(open);
        try {
            TargetLock lock = Opening.lock(target, channel);
            return new Staging(path, FileFacts.of(path), channel, folder, lock);
        } catch (IOException e) {
            Opening.closeAfter(e, channel);
            // Its inode is not known, but nobody can have foreseen its name.
            Opening.closeAfter(e, () -> Files.deleteIfExists(path));
            throw e;
        }
    }

    private void size(TargetRequest request, Host host) throws IOException {
        channel.sizeEmptyFile(request.finalLengthBytes());
        if (!FileFacts.of(path).identity().equals(identity)) {
            throw new IOException("somebody has put another file in place of " + path);
        }
        if (request.zeroes() == ZeroPolicy.ALLOCATE && request.finalLengthBytes() > 0) {
            preallocated = allocate(host, path, request.finalLengthBytes());
        }
    }

    /**
     * Allocates all blocks, where the file system can.
     *
     * @throws IOException if there is no room for them
     */
    private static boolean allocate(Host host, Path path, long length) throws IOException {
        if (host.services().isPresent()) {
            try {
                host.services().get().allocate(path, length);
                return true;
            } catch (UnsupportedOperationException e) {
                return allocateByTool(path, length);
            }
        }
        return allocateByTool(path, length);
    }

    /** Only the tool of util-linux: others of that name write zeroes instead. */
    private static boolean allocateByTool(Path path, long length) {
        try {
            Tools.Result version = Tools.run(ALLOCATION_LIMIT, List.of("fallocate", "--version"));
            return version.output().contains("util-linux")
                    && Tools.run(
                                            ALLOCATION_LIMIT,
                                            List.of("fallocate", "-l", Long.toString(length), "--", path.toString()))
                                    .exitStatus()
                            == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private CopyException undo(CopyException failure, TemporaryNames names) {
        List<Exception> problems = new ArrayList<>();
        List<Path> leftovers = new ArrayList<>();
        if (!TemporaryNames.removeIfStill(path, identity, problems)) {
            leftovers.add(path);
        }
        leftovers.addAll(names.removeScratchFiles(problems));
        CopyException.Builder told = failure.toBuilder();
        leftovers.forEach(told::leftover);
        CopyException result = leftovers.isEmpty() ? failure : told.build();
        problems.forEach(result::addSuppressed);
        Opening.closeAfter(result, this);
        return result;
    }

    Path path() {
        return path;
    }

    FileIdentity identity() {
        return identity;
    }

    TargetChannel channel() {
        return channel;
    }

    Folder folder() {
        return folder;
    }

    TargetLock lock() {
        return lock;
    }

    /** Returns whether all blocks are allocated. */
    boolean preallocated() {
        return preallocated;
    }

    /** Returns what the engine is told. */
    TargetSide side(TargetRequest request) {
        return new TargetSide(path, identity, FileKind.FILE, request.finalLengthBytes(), request.logicalBlockBytes());
    }

    /** Sets the permission bits, set-user-id and the like included, where the file system has such bits. */
    void setMode(int mode) throws IOException {
        if (modes) {
            Files.setAttribute(path, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Returns what the report should tell about the file. */
    List<String> notes() {
        return modes
                ? List.of()
                : List.of("the target's file system has no modes, so others may read the file before it is complete");
    }

    /** Makes sure that the temporary name still leads to the staged file. */
    void requireName() throws IOException {
        if (!FileFacts.of(path).identity().equals(identity)) {
            throw new IOException("somebody has put another file in place of " + path);
        }
    }

    /**
     * Removes the file, or keeps it under a name that stands in no other copy's way.
     *
     * @return what is left
     */
    List<Path> discard(FailureAction action, TemporaryNames names, List<Exception> problems) {
        if (action == FailureAction.REMOVE) {
            return TemporaryNames.removeIfStill(path, identity, problems) ? List.of() : List.of(path);
        }
        try {
            if (!TemporaryNames.isStill(path, identity, problems)) {
                return List.of();
            }
            setMode(OWNER_ONLY);
            Path kept = names.fresh(StagedName.Kind.KEPT);
            Files.move(path, kept, StandardCopyOption.ATOMIC_MOVE);
            return List.of(kept);
        } catch (IOException e) {
            problems.add(e);
            return List.of(path);
        }
    }

    @Override
    public void close() throws IOException {
        try (folder) {
            channel.close();
        }
    }
}
