package io.quietcopy.conformance.internal.place;

import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.ImageBytes;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Makes what copies are tried on, in the folder under test and on the devices that were given.
 *
 * <p>Thread-safe.
 */
public final class Workshop implements Sides, AutoCloseable {
    private final Scratch scratch;
    private final List<Path> devices;

    private Workshop(Scratch scratch, List<Path> devices) {
        this.scratch = scratch;
        this.devices = devices;
    }

    /**
     * Opens a workshop.
     *
     * @param folder the folder under test: its file system counts
     * @param devices block devices that may be overwritten
     * @throws IOException if the folder cannot be written to
     */
    public static Workshop in(Path folder, List<Path> devices) throws IOException {
        return new Workshop(Scratch.in(folder), List.copyOf(devices));
    }

    /** Returns the folder in which everything is made. */
    public Path folder() {
        return scratch.path();
    }

    @Override
    public String fileSystemType() throws IOException {
        return scratch.fileSystemType();
    }

    /** Returns why there can be no sides of a kind here, or empty if there can. */
    public Optional<String> lack(SideKind kind) {
        return switch (kind) {
            case FILE -> Optional.empty();
            case LOOP512, LOOP4096 -> Requirement.LOOP.missing();
            case DEVICE -> devices.isEmpty() ? Optional.of("needs a device to overwrite (--device)") : Optional.empty();
        };
    }

    @Override
    public boolean known() {
        return true;
    }

    @Override
    public TryFolder newTry(boolean oddNames) throws IOException {
        return TryFolder.in(scratch.path(), oddNames);
    }

    @Override
    public ImageFile source(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException {
        return make(copyCase.from(), 0, folder.file("source"), bytes.source());
    }

    @Override
    public ImageFile target(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException {
        return make(copyCase.to(), copyCase.from() == SideKind.DEVICE ? 1 : 0, folder.file("target"), bytes.old());
    }

    private ImageFile make(SideKind kind, int device, Path file, ImageBytes bytes) throws IOException {
        if (kind != SideKind.DEVICE) {
            return ImageFile.make(file, kind, bytes);
        }
        if (device >= devices.size()) {
            throw new IOException("a copy from device to device needs two devices");
        }
        return ImageFile.over(devices.get(device), bytes);
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
