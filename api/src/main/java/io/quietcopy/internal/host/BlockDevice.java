package io.quietcopy.internal.host;

import java.nio.file.Path;

/**
 * A block device as sysfs describes it.
 *
 * @param number its device number
 * @param name the kernel's name, for example {@code sda1}
 * @param sysfs its folder in sysfs
 * @param disk the number of the whole disk: of another device if this is a partition
 * @param startBytes where it begins on the whole disk, 0 for the disk itself
 * @param sizeBytes its length
 * @param readOnly whether the kernel refuses writes
 * @param logicalBlockBytes its logical block size
 */
public record BlockDevice(
        DeviceNumber number,
        String name,
        Path sysfs,
        DeviceNumber disk,
        long startBytes,
        long sizeBytes,
        boolean readOnly,
        int logicalBlockBytes) {

    /** The logical block size that is assumed where nothing can be found out: every common device takes it. */
    public static final int UNKNOWN_BLOCK_BYTES = 4096;

    /** Returns whether it is a part of another device. */
    public boolean isPartition() {
        return !disk.equals(number);
    }

    /** Returns whether two devices share bytes of one disk: a disk and its partition, or partitions that overlap. */
    public boolean overlaps(BlockDevice other) {
        return disk.equals(other.disk)
                && startBytes < other.startBytes + other.sizeBytes
                && other.startBytes < startBytes + sizeBytes;
    }

    /**
     * Returns the name that people know the device by: the device-mapper's where it has one.
     *
     * @return for example {@code dm-3 (vg-lv)} or {@code sda1}
     */
    public String label() {
        return KernelText.value(sysfs.resolve("dm").resolve("name"))
                .map(mapped -> name + " (" + mapped + ")")
                .orElse(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
