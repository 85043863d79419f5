package io.quietcopy.engine.linux;

import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of any kind, made for one test. An overlay stands on an ext4. */
public final class Place implements AutoCloseable {
    private final MountedFileSystem below;
    private final MountedFileSystem top;

    private Place(MountedFileSystem below, MountedFileSystem top) {
        this.below = below;
        this.top = top;
    }

    public static Place on(FileSystemKind kind) throws IOException {
        return on(kind, kind == FileSystemKind.OVERLAY ? FileSystemKind.EXT4.leastBytes() : kind.leastBytes());
    }

    public static Place on(FileSystemKind kind, long bytes) throws IOException {
        boolean overlay = kind == FileSystemKind.OVERLAY;
        MountedFileSystem below = MountedFileSystem.of(overlay ? FileSystemKind.EXT4 : kind)
                .sizeBytes(bytes)
                .mount();
        if (!overlay) {
            return new Place(below, below);
        }
        try {
            Path folder = Files.createDirectory(below.file("overlay"));
            return new Place(below, MountedFileSystem.overlay(folder));
        } catch (IOException | RuntimeException e) {
            below.close();
            throw e;
        }
    }

    public Path path() {
        return top.path();
    }

    public Path file(String name) {
        return top.file(name);
    }

    public MountedFileSystem mounted() {
        return top;
    }

    @Override
    public void close() throws IOException {
        try {
            top.close();
        } finally {
            below.close();
        }
    }
}
