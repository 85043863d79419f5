package io.quietcopy.testbed;

import java.util.List;

/** The kinds of file systems that {@link MountedFileSystem} makes. */
public enum FileSystemKind {
    /** ext4 with blocks of 4096 bytes. */
    EXT4("ext4", 64),
    /** ext4 with blocks of 1024 bytes; takes sectors of up to 1024 bytes. */
    EXT4_1K("ext4", 64),
    /** XFS. */
    XFS("xfs", 320),
    /** btrfs; a direct read into memory that was never touched goes through the page cache. */
    BTRFS("btrfs", 128),
    /** In memory; its files <em>are</em> page cache. Cannot be frozen. */
    TMPFS("tmpfs", 16),
    /** An overlay; see {@link MountedFileSystem#overlay}. */
    OVERLAY("overlay", 0);

    private static final String NOT_LAZY = "nodiscard,lazy_itable_init=0,lazy_journal_init=0";

    private final String type;
    private final long leastMebibytes;

    FileSystemKind(String type, long leastMebibytes) {
        this.type = type;
        this.leastMebibytes = leastMebibytes;
    }

    /** Returns what the machine must offer for this kind. */
    public Requirement[] requirements() {
        return switch (this) {
            case EXT4, EXT4_1K -> onLoop(Requirement.MKFS_EXT4);
            case XFS -> onLoop(Requirement.MKFS_XFS);
            case BTRFS -> onLoop(Requirement.MKFS_BTRFS);
            case TMPFS -> new Requirement[] {Requirement.MOUNT};
            case OVERLAY -> new Requirement[] {Requirement.MOUNT, Requirement.OVERLAY};
        };
    }

    /** Returns the smallest size in bytes that a file system of this kind is made with. */
    public long leastBytes() {
        return leastMebibytes << 20;
    }

    /** The kernel's name. */
    String type() {
        return type;
    }

    private static Requirement[] onLoop(Requirement maker) {
        return new Requirement[] {Requirement.LOOP, Requirement.MOUNT, maker};
    }

    /** The tool that makes it, without the device. */
    List<String> makeCommand() {
        return switch (this) {
            // Not lazy, or the kernel writes in the background of the test. No reserve, so that full is full.
            case EXT4 -> List.of("mkfs.ext4", "-q", "-F", "-m", "0", "-b", "4096", "-E", NOT_LAZY);
            case EXT4_1K -> List.of("mkfs.ext4", "-q", "-F", "-m", "0", "-b", "1024", "-E", NOT_LAZY);
            case XFS -> List.of("mkfs.xfs", "-q", "-f", "-K");
            case BTRFS -> List.of("mkfs.btrfs", "-q", "-f", "-K");
            case TMPFS, OVERLAY -> List.of();
        };
    }
}
