package io.quietcopy.spi;

import java.util.Objects;

/**
 * Tells one file from another whatever its name: device and inode of a file, device number of a block device.
 *
 * <p>Immutable and thread-safe.
 */
public final class FileIdentity {
    private final long device;
    private final long inode;
    private final long rdev;

    private FileIdentity(long device, long inode, long rdev) {
        this.device = device;
        this.inode = inode;
        this.rdev = rdev;
    }

    /**
     * Returns an identity.
     *
     * @param device {@code st_dev}, the device that holds the inode
     * @param inode {@code st_ino}
     * @param rdev {@code st_rdev}: the device number of a device node, 0 for a regular file
     * @return the identity, never null
     */
    public static FileIdentity of(long device, long inode, long rdev) {
        return new FileIdentity(device, inode, rdev);
    }

    /**
     * Returns the device that holds the inode.
     *
     * @return {@code st_dev}
     */
    public long device() {
        return device;
    }

    /**
     * Returns the inode number.
     *
     * @return {@code st_ino}
     */
    public long inode() {
        return inode;
    }

    /**
     * Returns the device number of a device node.
     *
     * @return {@code st_rdev}, 0 for a regular file
     */
    public long rdev() {
        return rdev;
    }

    /**
     * Returns whether both name the same bytes: the same block device, or the same inode.
     *
     * @param other the other identity, never null
     * @return true if they do
     */
    public boolean sameBytesAs(FileIdentity other) {
        if (rdev != 0 || other.rdev != 0) {
            return rdev == other.rdev;
        }
        return device == other.device && inode == other.inode;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileIdentity that && device == that.device && inode == that.inode && rdev == that.rdev;
    }

    @Override
    public int hashCode() {
        return Objects.hash(device, inode, rdev);
    }

    @Override
    public String toString() {
        return rdev != 0 ? "device " + rdev : "device " + device + " inode " + inode;
    }
}
