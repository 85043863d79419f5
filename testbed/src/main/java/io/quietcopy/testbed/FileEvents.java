package io.quietcopy.testbed;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is done to files from now on, by whomever, as the kernel tells it ({@code inotify(7)}): also what leaves no trace, such as
 * a file that was opened for writing and not written to, or one that was made and removed again. Writes into a mapping, and what
 * another host does, are not told. Not thread-safe.
 */
public final class FileEvents implements AutoCloseable {

    private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int OVERFLOW = 0x4000;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int HEADER_BYTES = 16;

    /** Something that is done to a file. */
    public enum Kind {
        /** It was written to or truncated. */
        MODIFIED(0x2),
        /** An attribute was changed: mode, owner, times, links, extended ones. */
        ATTRIBUTES_CHANGED(0x4),
        /** A descriptor that could write was closed. */
        CLOSED_AFTER_WRITING(0x8),
        /** It was created in the folder. */
        CREATED(0x100),
        /** It was moved out of its name, or into it. */
        MOVED(0x40 | 0x80 | 0x800),
        /** It was deleted. */
        DELETED(0x200 | 0x400);

        private final int mask;

        Kind(int mask) {
            this.mask = mask;
        }
    }

    /**
     * Something that was done.
     *
     * @param file the file
     * @param kind what was done to it
     */
    public record Event(Path file, Kind kind) {}

    private final int fd;
    private final Map<Integer, Path> watched = new HashMap<>();

    private FileEvents(int fd) {
        this.fd = fd;
    }

    /**
     * Watches nothing yet. One that serves for many watches saves the time that {@link #close} takes: the kernel waits for all
     * processors then, some 20 milliseconds.
     *
     * @throws IOException if the kernel refuses
     */
    public static FileEvents idle() throws IOException {
        int fd = Libc.inotify_init1(NONBLOCK_CLOEXEC);
        if (fd < 0) {
            throw Libc.failure("inotify_init1", "this process");
        }
        return new FileEvents(fd);
    }

    /**
     * Watches folders and files: in a folder each entry, not those of folders in it.
     *
     * @throws IOException if the kernel refuses, or one does not exist
     */
    public static FileEvents watch(Path... paths) throws IOException {
        FileEvents events = idle();
        try {
            events.add(paths);
            return events;
        } catch (IOException e) {
            events.close();
            throw e;
        }
    }

    /**
     * Watches more folders and files.
     *
     * @throws IOException if the kernel refuses, or one does not exist
     */
    public void add(Path... paths) throws IOException {
        int mask = 0;
        for (Kind kind : Kind.values()) {
            mask |= kind.mask;
        }
        for (Path path : paths) {
            int watch = Libc.inotify_add_watch(fd, Libc.bytes(path), mask);
            if (watch < 0) {
                throw Libc.failure("inotify_add_watch", path);
            }
            watched.put(watch, path);
        }
    }

    /**
     * Watches nothing any more, and forgets what was done so far.
     *
     * @throws IOException if that cannot be read
     */
    public void clear() throws IOException {
        for (int watch : watched.keySet()) {
            Libc.inotify_rm_watch(fd, watch); // fails where the file is gone, and with it the watch
        }
        watched.clear();
        take();
    }

    /**
     * Returns what was done since the watch began or this was last called, in order, and forgets it. Equal events in a row are
     * one.
     *
     * @throws IOException if there were too many, so that some are lost
     */
    public List<Event> take() throws IOException {
        List<Event> events = new ArrayList<>();
        byte[] buffer = new byte[BUFFER_BYTES];
        while (true) {
            long count = Libc.read(fd, buffer, BUFFER_BYTES);
            if (count <= 0) {
                if (count < 0 && Native.getLastError() != Libc.EAGAIN) {
                    throw Libc.failure("read", "inotify");
                }
                return events;
            }
            parse(ByteBuffer.wrap(buffer, 0, (int) count).order(ByteOrder.nativeOrder()), events);
        }
    }

    private void parse(ByteBuffer buffer, List<Event> events) throws IOException {
        while (buffer.remaining() >= HEADER_BYTES) {
            int watch = buffer.getInt();
            int mask = buffer.getInt();
            buffer.getInt(); // the cookie that joins both ends of a move
            byte[] name = new byte[buffer.getInt()];
            buffer.get(name);
            if ((mask & OVERFLOW) != 0) {
                throw new IOException("more happened to the files than the kernel keeps");
            }
            Path path = watched.get(watch);
            if (path != null) {
                Path file = name.length == 0 ? path : path.resolve(text(name));
                kinds(mask).stream().map(kind -> new Event(file, kind)).forEach(events::add);
            }
        }
    }

    /** The kernel pads names with zeroes. */
    private static String text(byte[] name) {
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }

    private static Set<Kind> kinds(int mask) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (Kind kind : Kind.values()) {
            if ((mask & kind.mask) != 0) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
