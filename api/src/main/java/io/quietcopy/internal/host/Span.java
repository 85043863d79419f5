package io.quietcopy.internal.host;

import io.quietcopy.spi.FileIdentity;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A run of bytes in a file or on a whole disk, whatever names lead to it.
 *
 * @param store the file, or the whole disk
 * @param start the first byte
 * @param end the byte after the last, {@link Long#MAX_VALUE} for all that there is or will be
 * @param name what people call it, for example {@code loop3} or {@code the file /a/b}
 * @param file the path of the file; empty on a disk
 */
public record Span(FileIdentity store, long start, long end, String name, Optional<Path> file) {
    /** Returns all bytes of a device. */
    public static Span all(BlockDevice device) {
        return of(device, 0, Long.MAX_VALUE);
    }

    static Span of(BlockDevice device, long from, long to) {
        long start = plus(device.startBytes(), from);
        long end = Math.min(plus(device.startBytes(), to), device.isPartition() ? endOf(device) : Long.MAX_VALUE);
        return new Span(disk(device.disk()), start, end, device.label(), Optional.empty());
    }

    static Span of(FileFacts file, long from, long to) {
        return new Span(file.identity(), from, to, "the file " + file.path(), Optional.of(file.path()));
    }

    /** Makes a span of a device that sysfs does not know, and so takes for a whole disk. */
    static Span unknown(FileFacts node, long from, long to) {
        return new Span(disk(node.deviceNumber()), from, to, node.path().toString(), Optional.empty());
    }

    private static FileIdentity disk(DeviceNumber number) {
        return FileIdentity.of(0, 0, number.raw());
    }

    private static long endOf(BlockDevice device) {
        return device.startBytes() + device.sizeBytes();
    }

    static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /** Returns whether the span is on a disk rather than in a file. */
    public boolean onDisk() {
        return store.rdev() != 0;
    }

    /** Returns the whole disk that the span is on. */
    public DeviceNumber disk() {
        return DeviceNumber.ofRaw(store.rdev());
    }

    /** Returns whether both share a byte. */
    public boolean overlaps(Span other) {
        return store.sameBytesAs(other.store) && start < other.end && other.start < end;
    }
}
