package io.quietcopy.internal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Does real things to this machine for a test, and undoes them. */
public final class Machine {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Machine() {}

    /** Undoes something. */
    @FunctionalInterface
    public interface Undo extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Runs a tool that must succeed. */
    public static String run(String... command) throws IOException {
        Tools.Result result = Tools.run(LIMIT, List.of(command));
        if (result.exitStatus() != 0) {
            throw new IOException(List.of(command) + " ended with " + result.exitStatus() + ": " + result.output());
        }
        return result.output();
    }

    /** Mounts a device, or with {@code --bind} a file or folder, until closed. */
    public static Undo mount(Path what, Path point, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(options));
        command.add(what.toString());
        command.add(point.toString());
        run(command.toArray(new String[0]));
        return () -> run("umount", point.toString());
    }

    /** Makes swap space of a file or device and uses it until closed. */
    public static Undo swap(Path what) throws IOException {
        run("mkswap", what.toString());
        run("swapon", what.toString());
        return () -> run("swapoff", what.toString());
    }

    /** Writes a file of text, with its folders. */
    public static Path write(Path file, String text) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return Files.writeString(file, text);
    }
}
