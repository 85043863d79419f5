package io.quietcopy.engine.dd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Holds the lock that makes udev leave a target device alone.
 *
 * <p>Each dd closes the device that it has written, and on each such close udev looks at the content and starts what it finds
 * there: LVM, md, multipath, a half-written partition table. udev does not while somebody holds flock(2) on the whole disk's
 * node (systemd, "Locking Block Device Access"). Java has no flock, so flock(1) takes the lock and becomes {@code cat}, which
 * holds it until its standard input ends. That is a pipe of ours: it ends also when this process is killed.
 */
final class DeviceLock implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(5);

    private final @Nullable Child holder;
    private final Optional<String> note;

    private DeviceLock(@Nullable Child holder, Optional<String> note) {
        this.holder = holder;
        this.note = note;
    }

    /** Takes the lock, or notes why not: a copy is not refused for want of it. */
    static DeviceLock take(DdProgram program, Executor threads, Path device, long rdev) {
        Path disk = wholeDisk(device, rdev);
        if (program.flock().isEmpty() || program.cat().isEmpty()) {
            return missing(disk, "flock is not installed");
        }
        try {
            Child holder = Child.start(
                    threads,
                    List.of(
                            program.flock().get().toString(),
                            "--exclusive",
                            "--nonblock",
                            "--no-fork",
                            disk.toString(),
                            program.cat().get().toString()),
                    true);
            if (holds(holder)) {
                return new DeviceLock(holder, Optional.empty());
            }
            holder.closeInput();
            holder.kill();
            boolean busy = holder.awaitExit(LIMIT) && holder.exitStatus() == 1;
            return missing(
                    disk,
                    busy
                            ? "somebody else holds it"
                            : "flock says: " + holder.errors().strip());
        } catch (IOException e) {
            return missing(disk, String.valueOf(e.getMessage()));
        }
    }

    private static DeviceLock missing(Path disk, String why) {
        return new DeviceLock(
                null,
                Optional.of("The lock on " + disk + " was not taken (" + why
                        + "): udev may look at the half-written device."));
    }

    /** Once cat answers, flock has become cat, and so has the lock. */
    private static boolean holds(Child holder) {
        try {
            holder.input().write('\n');
            holder.input().flush();
        } catch (IOException e) {
            return false; // it has ended already
        }
        long end = System.nanoTime() + LIMIT.toNanos();
        while (holder.output().isEmpty()) {
            if (holder.awaitExit(LOOK) || System.nanoTime() - end > 0) {
                return false;
            }
        }
        return true;
    }

    /** A partition's directory in sysfs lies in that of its disk. */
    private static Path wholeDisk(Path device, long rdev) {
        // glibc's gnu_dev_major and gnu_dev_minor.
        long major = ((rdev >> 8) & 0xfff) | ((rdev >> 32) & 0xfffff000L);
        long minor = (rdev & 0xff) | ((rdev >> 12) & 0xffffff00L);
        Path node = Path.of("/sys/dev/block/" + major + ":" + minor);
        try {
            Path real = node.toRealPath();
            Path disk = real.getParent();
            if (disk != null && Files.exists(real.resolve("partition"))) {
                return Path.of("/dev").resolve(String.valueOf(disk.getFileName()));
            }
        } catch (IOException e) {
            // No sysfs: the device itself is the best guess.
        }
        return device;
    }

    /** Returns what the report shall say if the lock was not taken. */
    Optional<String> note() {
        return note;
    }

    @Override
    public void close() {
        Child child = holder;
        if (child != null) {
            child.closeInput();
            if (!child.awaitExit(LIMIT)) {
                child.kill();
            }
        }
    }
}
