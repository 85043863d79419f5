package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Real disk images, made once: the same ext4 file system in four formats, and a CD from a Debian package. */
final class Images implements AutoCloseable {
    private static final long RAW_BYTES = 32 * Copies.MIB;
    private static final int FILES = 1500;

    private final Scratch scratch;
    private final Path raw;
    private final List<Image> all;

    private Images(Scratch scratch) throws IOException {
        this.scratch = scratch;
        raw = DiskImages.ext4(scratch.file("disk.raw"), RAW_BYTES, FILES, 20260101);
        all = List.of(
                new Image(raw, "raw"),
                new Image(DiskImages.fixedVhd(raw, scratch.file("fixed.vhd")), "vpc"),
                new Image(DiskImages.dynamicVhd(raw, scratch.file("dynamic.vhd")), "vpc"),
                new Image(DiskImages.qcow2(raw, scratch.file("disk.qcow2")), "qcow2"),
                new Image(DiskImages.iso(scratch.path()), "iso"));
    }

    /**
     * An image.
     *
     * @param path where it is
     * @param format as qemu-img calls it, or {@code iso}
     */
    record Image(Path path, String format) {
        String name() {
            return path.getFileName().toString();
        }

        long bytes() throws IOException {
            return Files.size(path);
        }
    }

    static Images make() throws IOException {
        Scratch scratch = Scratch.create();
        try {
            return new Images(scratch);
        } catch (IOException | RuntimeException | Error e) {
            try (scratch) {
                throw e;
            }
        }
    }

    /** One or two of them; three successive numbers give all, or three if no more than one is wanted. */
    List<Image> some(int number, int most) {
        return IntStream.range(0, all.size())
                .filter(i -> (i + number) % 3 == 0)
                .limit(most)
                .mapToObj(all::get)
                .toList();
    }

    /** Those whose lengths differ in what they are a multiple of: 512, 2048, 4096. */
    List<Image> ofOddLengths(int most) {
        return List.of(all.get(1), all.get(4), all.get(0)).subList(0, most);
    }

    /** Lets the programs that use such an image say that a copy of it is whole: qemu and the file system's checker. */
    void check(Image image, Path copy) throws IOException, InterruptedException {
        switch (image.format()) {
            case "raw" -> DiskImages.checkExt4(copy);
            case "vpc" -> DiskImages.compare(raw, "raw", copy, "vpc");
            case "qcow2" -> {
                assertThat(Copies.run("qemu-img", "check", "-f", "qcow2", copy.toString()))
                        .contains("No errors were found");
                DiskImages.compare(raw, "raw", copy, "qcow2");
            }
            default -> {} // a CD has no checker
        }
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
