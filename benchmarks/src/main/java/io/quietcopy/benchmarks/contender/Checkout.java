package io.quietcopy.benchmarks.contender;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The checkout that is measured: where the launcher is. */
public final class Checkout {
    private static final String PROPERTY = "io.quietcopy.benchmarks.root";

    private Checkout() {}

    /** Returns the folder of the launcher, empty if there is none around. */
    public static Optional<Path> root() {
        String told = System.getProperty(PROPERTY);
        if (told != null) {
            return Optional.of(Path.of(told));
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("quietcopy")) && Files.isDirectory(folder.resolve("cli"))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    /** Returns what is missing to run the command, empty if nothing is. */
    static Optional<String> lack() {
        Optional<Path> root = root();
        if (root.isEmpty()) {
            return Optional.of("needs a checkout with ./quietcopy");
        }
        Path lib = root.get().resolve("cli/target/quietcopy/lib");
        if (Files.isDirectory(lib)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "quietcopy-cli-*.jar")) {
                if (jars.iterator().hasNext()) {
                    return Optional.empty();
                }
            } catch (IOException e) {
                return Optional.of("cannot read " + lib + ": " + e.getMessage());
            }
        }
        return Optional.of("the command is not built; ./quietcopy --version builds it");
    }
}
