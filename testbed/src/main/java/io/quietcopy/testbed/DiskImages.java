package io.quietcopy.testbed;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Makes real disk images to copy, each of them the same for the same arguments. Thread-safe. */
public final class DiskImages {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int FILES_PER_FOLDER = 100;
    private static final int LARGEST_FILE_BYTES = 64 << 10;
    private static final Duration CONVERT_LIMIT = Duration.ofMinutes(5);

    /** Where Debian packages put small images of CDs: grub-rescue-pc, ipxe. */
    private static final List<Path> INSTALLED_ISOS =
            List.of(Path.of("/usr/lib/grub-rescue/grub-rescue-cdrom.iso"), Path.of("/usr/lib/ipxe/ipxe.iso"));

    private DiskImages() {}

    /**
     * Makes a raw image with an ext4 file system that holds so many files of seeded content: mostly small, some empty, up to
     * 64 KiB. Needs {@link Requirement#MKFS_EXT4}, not root.
     *
     * @param image the file to make
     * @param sizeBytes its size in bytes; about 10 KiB per file have to fit in
     * @param files the number of files
     * @return {@code image}
     * @throws IOException if it cannot be made
     */
    public static Path ext4(Path image, long sizeBytes, int files, long seed) throws IOException {
        try (Scratch content = Scratch.create()) {
            writeFiles(content.path(), files, seed);
            return ext4(image, sizeBytes, content.path());
        }
    }

    /**
     * Makes a raw image with an ext4 file system that holds a copy of the folder. Needs {@link Requirement#MKFS_EXT4}, not
     * root.
     *
     * @param image the file to make
     * @param sizeBytes its size in bytes
     * @return {@code image}
     * @throws IOException if it cannot be made
     */
    public static Path ext4(Path image, long sizeBytes, Path folder) throws IOException {
        allocateSparse(image, sizeBytes);
        Tool.run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0", "-d", folder.toString(), image.toString());
        return image;
    }

    /**
     * Checks the ext4 file system of an image without changing anything.
     *
     * @throws IOException if it is damaged, with what the checker says
     */
    public static void checkExt4(Path image) throws IOException {
        Tool.run("e2fsck", "-f", "-n", image.toString());
    }

    /**
     * Converts a raw image to a VHD that holds every block: the content and a footer of 512 bytes. The length is not a
     * multiple of 4096. Needs {@link Requirement#QEMU_IMG}.
     *
     * @return {@code vhd}
     * @throws IOException if it cannot be made
     */
    public static Path fixedVhd(Path raw, Path vhd) throws IOException {
        return convert(raw, vhd, "vpc", "subformat=fixed,force_size=on");
    }

    /**
     * Converts a raw image to a VHD that holds the blocks with data only. The length is not a multiple of 4096. Needs
     * {@link Requirement#QEMU_IMG}.
     *
     * @return {@code vhd}
     * @throws IOException if it cannot be made
     */
    public static Path dynamicVhd(Path raw, Path vhd) throws IOException {
        return convert(raw, vhd, "vpc", "subformat=dynamic,force_size=on");
    }

    /**
     * Converts a raw image to qcow2. Needs {@link Requirement#QEMU_IMG}.
     *
     * @return {@code qcow2}
     * @throws IOException if it cannot be made
     */
    public static Path qcow2(Path raw, Path qcow2) throws IOException {
        return convert(raw, qcow2, "qcow2", "lazy_refcounts=off");
    }

    /**
     * Fails unless two images have the same guest-visible content, by {@code qemu-img compare}.
     *
     * @param formatA the format of {@code a} as qemu-img calls it: {@code raw}, {@code vpc}, {@code qcow2}
     * @param formatB the format of {@code b}
     * @throws IOException if they differ or cannot be compared
     */
    public static void compare(Path a, String formatA, Path b, String formatB) throws IOException {
        Tool.run("qemu-img", "compare", "-f", formatA, "-F", formatB, a.toString(), b.toString());
    }

    /**
     * Returns an image of a CD: one that a Debian package has installed (grub-rescue-pc, ipxe), else one that {@code
     * genisoimage} makes in the folder. Needs {@link Requirement#ISO_IMAGE}.
     *
     * @return the image, in the folder
     * @throws IOException if there is none and none can be made
     */
    public static Path iso(Path folder) throws IOException {
        Optional<Path> installed = installedIso();
        if (installed.isPresent()) {
            // A copy of its own: who else reads the installed one would be seen in its page cache.
            return Files.copy(installed.get(), folder.resolve("installed.iso"));
        }
        Path iso = folder.resolve("generated.iso");
        try (Scratch content = Scratch.create()) {
            writeFiles(content.path(), FILES_PER_FOLDER, 1);
            Tool.run(
                    "genisoimage",
                    "-quiet",
                    "-R",
                    "-o",
                    iso.toString(),
                    content.path().toString());
        }
        return iso;
    }

    /**
     * Makes a file of seeded content without holes.
     *
     * @param lengthBytes its length in bytes
     * @return {@code file}
     * @throws IOException if it cannot be written
     */
    public static Path random(Path file, long lengthBytes, long seed) throws IOException {
        return sparse(file, lengthBytes, seed, List.of(new Allocation.Range(0, lengthBytes)));
    }

    /**
     * Makes a file with seeded content in the ranges and holes elsewhere. The content of a byte depends on the seed and its
     * offset only; see {@link SeededBytes}.
     *
     * @param lengthBytes its length in bytes
     * @return {@code file}
     * @throws IOException if it cannot be written
     */
    public static Path sparse(Path file, long lengthBytes, long seed, List<Allocation.Range> data) throws IOException {
        allocateSparse(file, lengthBytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (Allocation.Range range : data) {
                if (range.offsetBytes() < 0 || range.endBytes() > lengthBytes) {
                    throw new IllegalArgumentException(range + " is not within " + lengthBytes + " bytes");
                }
                write(channel, range, seed);
            }
        }
        return file;
    }

    /**
     * Chooses ranges for {@link #sparse}: sorted, disjoint, none touching the next, at multiples of 4096 bytes.
     *
     * @param lengthBytes the length of the file
     * @param count the number of ranges
     * @param largestBytes the largest length of a range
     * @throws IllegalArgumentException if they do not fit in
     */
    public static List<Allocation.Range> seededRanges(long lengthBytes, int count, long largestBytes, long seed) {
        long slot = lengthBytes / count / 4096 * 4096;
        if (slot < 2 * 4096) {
            throw new IllegalArgumentException(count + " ranges do not fit into " + lengthBytes + " bytes");
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<Allocation.Range> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long blocks = random.nextLong(1, Math.max(2, Math.min(largestBytes, slot - 4096) / 4096 + 1));
            long start = random.nextLong(slot / 4096 - blocks);
            ranges.add(new Allocation.Range(i * slot + start * 4096, blocks * 4096));
        }
        return ranges;
    }

    /**
     * Makes a new file of that length that is one hole.
     *
     * @return {@code file}
     * @throws IOException if it exists or cannot be made
     */
    public static Path allocateSparse(Path file, long lengthBytes) throws IOException {
        Files.createFile(file);
        try (RandomAccessFile sized = new RandomAccessFile(file.toFile(), "rw")) {
            sized.setLength(lengthBytes); // FileChannel.truncate cannot make a file longer
        }
        return file;
    }

    /**
     * Flips one bit, on the storage too: what a bad cable does.
     *
     * @param offsetBytes the byte
     * @param bit the bit in it, 0 to 7
     * @throws IOException if it cannot be read or written
     */
    public static void flipBit(Path file, long offsetBytes, int bit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            if (channel.read(one, offsetBytes) != 1) {
                throw new IOException(file + " has no byte " + offsetBytes);
            }
            one.put(0, (byte) (one.get(0) ^ 1 << bit)).flip();
            channel.write(one, offsetBytes);
            channel.force(false);
        }
        Residency.evict(file);
    }

    static Optional<Path> installedIso() {
        return INSTALLED_ISOS.stream().filter(Files::isRegularFile).findFirst();
    }

    /** Writes files of seeded names and content into a folder. */
    static void writeFiles(Path folder, int count, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Path current = folder;
        for (int i = 0; i < count; i++) {
            if (i % FILES_PER_FOLDER == 0) {
                current = Files.createDirectory(folder.resolve("folder-" + i / FILES_PER_FOLDER));
            }
            // the cube makes most of them small
            double size = Math.pow(random.nextDouble(), 3) * LARGEST_FILE_BYTES;
            Files.write(current.resolve("file-" + i), SeededBytes.of(seed + i, 0, i % 50 == 0 ? 0 : (int) size));
        }
    }

    private static void write(FileChannel channel, Allocation.Range range, long seed) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, Math.max(1, range.lengthBytes())));
        long at = range.offsetBytes();
        while (at < range.endBytes()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), range.endBytes() - at));
            SeededBytes.fill(buffer, seed, at);
            buffer.flip();
            while (buffer.hasRemaining()) {
                at += channel.write(buffer, at);
            }
        }
    }

    private static Path convert(Path raw, Path target, String format, String options) throws IOException {
        List<String> command = List.of(
                "qemu-img", "convert", "-f", "raw", "-O", format, "-o", options, raw.toString(), target.toString());
        Tool.attempt(Tool.builder(command), CONVERT_LIMIT).orThrow();
        return target;
    }
}
