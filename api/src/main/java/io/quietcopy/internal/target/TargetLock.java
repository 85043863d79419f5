package io.quietcopy.internal.target;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A POSIX lock by which copies keep off each other. Java keeps two channels of one virtual machine apart, the kernel two
 * processes, and a file server two hosts.
 *
 * <p>One byte far behind the end of any file is locked: where locks are mandatory (CIFS) a lock on the data would lock the
 * engine out, and QEMU's own locks, on bytes from 100 on, are the business of another check.
 *
 * <p>A process loses all its POSIX locks on a file when it closes <em>any</em> descriptor of that file, as an engine may do
 * that opens and closes it for a try. {@link #renew()} is for that, and {@link KernelLocks} for not doing it to others.
 */
final class TargetLock {
    /** The locked byte. */
    static final long POSITION = Long.MAX_VALUE - 1;

    private final FileChannel channel;
    private final @Nullable FileLock lock;
    private final @Nullable String refusal;

    private TargetLock(FileChannel channel, @Nullable FileLock lock, @Nullable String refusal) {
        this.channel = channel;
        this.lock = lock;
        this.refusal = refusal;
    }

    /**
     * Locks a file.
     *
     * @param channel a channel open for writing
     * @return the lock, which may be {@linkplain #unsupported() no real one}, or empty if somebody else has it
     */
    static Optional<TargetLock> tryTake(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock(POSITION, 1, false);
            return lock == null ? Optional.empty() : Optional.of(new TargetLock(channel, lock, null));
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } catch (IOException e) {
            // ENOLCK, EOPNOTSUPP, ENOSYS: a file system without locks is no reason to refuse a copy.
            return Optional.of(new TargetLock(channel, null, IoFailures.reason(e)));
        }
    }

    /**
     * Takes the lock again after it may have been lost.
     *
     * @return the new lock, or empty if somebody else has it now
     */
    Optional<TargetLock> renew() {
        if (lock == null) {
            return Optional.of(this);
        }
        try {
            lock.release();
        } catch (IOException e) {
            return Optional.of(new TargetLock(channel, null, IoFailures.reason(e)));
        }
        return tryTake(channel);
    }

    /** Returns why the file system gave no lock, or empty if it did. */
    Optional<String> unsupported() {
        return Optional.ofNullable(refusal);
    }

    /**
     * Returns whether another process holds the lock on a file, so is copying to it.
     *
     * <p>Must not be asked about a file of this process: closing the descriptor would drop this process's own lock.
     *
     * @param file a file, not followed if it is a symbolic link
     * @param write whether the file is opened for writing, which sees locks of every kind, but may be forbidden, and copies the
     *     file up on an overlay; otherwise only a lock for writing is seen, and that is the kind which copies take
     * @return true if it is locked; false if not, or if nobody can know
     */
    static boolean heldByOthers(Path file, boolean write) {
        StandardOpenOption access = write ? StandardOpenOption.WRITE : StandardOpenOption.READ;
        try (FileChannel channel = FileChannel.open(file, Set.of(access, LinkOption.NOFOLLOW_LINKS));
                FileLock lock = channel.tryLock(POSITION, 1, !write)) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
