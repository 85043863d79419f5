package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that tests run as they are, to see how the code under test gets on with them. Thread-safe. */
public final class Executables {

    private static final Path RUST_DD = Path.of("/usr/lib/cargo/bin/coreutils/dd");

    private Executables() {}

    /** Returns the executable of that name, searched as a shell run by root would. */
    public static Optional<Path> find(String name) {
        return Tool.find(name);
    }

    /** Returns GNU's {@code dd}: {@code gnudd} or {@code dd}, whichever says that it is. */
    public static Optional<Path> gnuDd() {
        return Stream.of("gnudd", "dd")
                .flatMap(name -> Tool.find(name).stream())
                .filter(dd -> versionOf(dd).contains("(coreutils)"))
                .findFirst();
    }

    /** Returns the {@code dd} of uutils, Debian package rust-coreutils. */
    public static Optional<Path> rustDd() {
        return Stream.concat(Stream.of(RUST_DD).filter(Files::isExecutable), Tool.find("dd").stream())
                .filter(dd -> {
                    String version = versionOf(dd);
                    // "dd 0.0.17", later "dd (uutils coreutils) 0.4.0"
                    return version.contains("dd 0.") || version.contains("uutils");
                })
                .findFirst();
    }

    /** Returns busybox, which is {@code dd} when called as {@code busybox dd} or through a link of that name. */
    public static Optional<Path> busybox() {
        return Tool.find("busybox");
    }

    private static String versionOf(Path program) {
        try {
            return Tool.attempt(program.toString(), "--version").out();
        } catch (IOException e) {
            return "";
        }
    }
}
