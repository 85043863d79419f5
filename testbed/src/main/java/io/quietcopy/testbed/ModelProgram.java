package io.quietcopy.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The program behind {@link StorageModel}, compiled once per JVM into a temporary folder. */
final class ModelProgram {

    static final List<String> SOURCES = List.of(
            "control.c",
            "counters.c",
            "delivery.c",
            "faults.c",
            "main.c",
            "ops.c",
            "replies.c",
            "store.c",
            "timing.c",
            "tree.c");
    private static final String HEADER = "model.h";

    private final @Nullable Path executable;
    private final @Nullable String lack;

    private ModelProgram(@Nullable Path executable, @Nullable String lack) {
        this.executable = executable;
        this.lack = lack;
    }

    /** Compiled when first asked for; the folder goes when the JVM ends. */
    private static final class Once {

        static final ModelProgram PROGRAM = compiled();

        private static ModelProgram compiled() {
            if (Tool.find("gcc").isEmpty()) {
                return new ModelProgram(null, "gcc (Debian packages gcc and libc6-dev)");
            }
            try {
                return new ModelProgram(compile(Scratch.create().path()), null);
            } catch (IOException e) {
                String said = String.valueOf(e.getMessage());
                boolean noHeaders = said.contains("fuse3/fuse_lowlevel.h");
                return new ModelProgram(
                        null,
                        noHeaders
                                ? "the headers of libfuse 3 (Debian package libfuse3-dev)"
                                : "a C compiler that compiles the storage model: " + said);
            }
        }
    }

    /** What is missing to run it, null for nothing. */
    static @Nullable String lack() {
        return Once.PROGRAM.lack;
    }

    static Path executable() throws IOException {
        Path executable = Once.PROGRAM.executable;
        if (executable == null) {
            throw new IOException("the storage model needs " + Once.PROGRAM.lack);
        }
        return executable;
    }

    /** Compiles it in a folder. */
    static Path compile(Path folder, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("gcc", "-std=gnu11", "-O2"));
        command.addAll(List.of(options));
        unpack(HEADER, folder);
        for (String source : SOURCES) {
            command.add(unpack(source, folder).toString());
        }
        Path executable = folder.resolve("storage-model");
        command.addAll(List.of("-o", executable.toString(), "-lfuse3", "-lpthread"));
        Tool.run(command);
        return executable;
    }

    private static Path unpack(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream source = ModelProgram.class.getResourceAsStream("storagemodel/" + name)) {
            if (source == null) {
                throw new IOException("storagemodel/" + name + " is not in the testbed's resources");
            }
            Files.copy(source, file);
        }
        return file;
    }
}
