package io.quietcopy.conformance.internal.place;

import io.quietcopy.conformance.internal.drive.SuiteSide;
import io.quietcopy.conformance.internal.model.ImageBytes;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.spi.FileKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Residency;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file or block device that holds a given image, held open from its making to {@link #close()}, as the library holds a
 * target. Nothing of it is in the page cache at first.
 *
 * <p>Thread-safe after it was made.
 */
public final class ImageFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Path path;
    private final Path backing;
    private final SuiteSide side;
    private final @Nullable LoopDevice loop;
    private final FileChannel channel;

    private ImageFile(Path path, Path backing, @Nullable LoopDevice loop) throws IOException {
        this.path = path;
        this.backing = backing;
        this.loop = loop;
        side = SuiteSide.of(path);
        channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * Makes a file, or a device over a file.
     *
     * @param file the file to make
     * @param kind what it is to be
     * @param bytes what it holds
     * @throws IOException if that fails; nothing is left attached
     */
    public static ImageFile make(Path file, SideKind kind, ImageBytes bytes) throws IOException {
        Files.createFile(file);
        write(file, bytes);
        Residency.evict(file);
        return kind.device()
                ? on(file, LoopDevice.over(file).sectorBytes(kind.unitBytes()).attach())
                : new ImageFile(file.toAbsolutePath(), file, null);
    }

    /**
     * Makes a device over a file that can be opened for writing, and refuses each write.
     *
     * @throws IOException if that fails; nothing is left attached
     */
    public static ImageFile readOnlyLoop(Path file, SideKind kind, ImageBytes bytes) throws IOException {
        Files.createFile(file);
        write(file, bytes);
        Residency.evict(file);
        return on(
                file,
                LoopDevice.over(file).sectorBytes(kind.unitBytes()).readOnly().attach());
    }

    private static ImageFile on(Path file, LoopDevice loop) throws IOException {
        try {
            return new ImageFile(loop.path(), file, loop);
        } catch (IOException e) {
            try {
                loop.close();
            } catch (IOException onClose) {
                e.addSuppressed(onClose);
            }
            throw e;
        }
    }

    /**
     * Holds a file that is there already.
     *
     * @param file the file
     * @param backing the file in which its bytes lie in the end
     * @throws IOException if it cannot be opened
     */
    public static ImageFile held(Path file, Path backing) throws IOException {
        return new ImageFile(file, backing, null);
    }

    /**
     * Fills a device that belongs to somebody else.
     *
     * @param device the device
     * @param bytes what it holds from its beginning on
     * @throws IOException if that fails
     */
    public static ImageFile over(Path device, ImageBytes bytes) throws IOException {
        write(device, bytes);
        Residency.evict(device);
        return new ImageFile(device, device, null);
    }

    private static void write(Path file, ImageBytes bytes) throws IOException {
        if (Files.isRegularFile(file)) {
            try (RandomAccessFile sized = new RandomAccessFile(file.toFile(), "rw")) {
                sized.setLength(bytes.lengthBytes());
            }
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (ImageBytes.Stretch stretch : bytes.stretches()) {
                if (stretch.kind() == Piece.Kind.HOLE && Files.isRegularFile(file)) {
                    continue;
                }
                long at = stretch.offsetBytes();
                while (at < stretch.endBytes()) {
                    buffer.clear().limit((int) Math.min(BUFFER_BYTES, stretch.endBytes() - at));
                    bytes.fill(buffer, at);
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        at += channel.write(buffer, at);
                    }
                }
            }
        }
    }

    /** Returns the path by which an engine finds it. */
    public Path path() {
        return path;
    }

    /** Returns the regular file that holds the bytes: itself, or what is behind the device. */
    public Path backing() {
        return backing;
    }

    /** Returns the side as an engine sees it. */
    public SuiteSide side() {
        return side;
    }

    /** Returns whether it is a block device. */
    public boolean isDevice() {
        return side.kind() == FileKind.BLOCK_DEVICE;
    }

    /** Returns the channel that was opened when it was made. */
    public FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (loop != null) {
                loop.close();
            }
        }
    }
}
