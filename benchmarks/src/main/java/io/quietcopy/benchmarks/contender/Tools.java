package io.quietcopy.benchmarks.contender;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs as a shell would. */
final class Tools {
    private static final String MORE_FOLDERS = ":/usr/local/sbin:/usr/sbin:/sbin";

    private Tools() {}

    /** Returns what is missing if there is no such program, and the Debian package that has it. */
    static Optional<String> lack(String program, String debianPackage) {
        return Stream.of((System.getenv("PATH") + MORE_FOLDERS).split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)))
                ? Optional.empty()
                : Optional.of("needs " + program + " (Debian package " + debianPackage + ")");
    }
}
