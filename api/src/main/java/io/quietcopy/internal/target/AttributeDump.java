package io.quietcopy.internal.target;

import io.quietcopy.internal.host.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The extended attributes of a file, access-control lists and security labels included, as {@code getfattr} shows them. Java
 * itself sees no more than the namespace {@code user}.
 *
 * @param values the attributes' values in hexadecimal digits, by name
 */
record AttributeDump(Map<String, String> values) {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** A signature of the inode that the kernel makes itself, different for each file. */
    private static final String KERNELS_OWN = "security.evm=";

    /**
     * Looks at a file.
     *
     * @return the attributes, or empty if there is no {@code getfattr}
     * @throws IOException if they cannot be read
     */
    static Optional<AttributeDump> of(Path file) throws IOException {
        if (!isInstalled()) {
            return Optional.empty();
        }
        Tools.Result result = Tools.run(
                LIMIT,
                List.of("getfattr", "-h", "-d", "-m", "-", "-e", "hex", "--absolute-names", "--", file.toString()));
        if (result.exitStatus() != 0) {
            if (!isGenuine()) {
                return Optional.empty();
            }
            throw new IOException(result.output().strip());
        }
        Map<String, String> values = new TreeMap<>();
        for (String line : result.output().split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#") && !line.startsWith(KERNELS_OWN)) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return Optional.of(new AttributeDump(values));
    }

    /** Returns whether the tool is the one of the attr package: small systems have others, without the options used here. */
    private static boolean isGenuine() throws IOException {
        Tools.Result version = Tools.run(LIMIT, List.of("getfattr", "--version"));
        return version.exitStatus() == 0 && version.output().startsWith("getfattr 2");
    }

    /** Looks where Java looks. Its exception for a program that is not there reads differently from version to version. */
    private static boolean isInstalled() {
        String path = System.getenv().getOrDefault("PATH", "/bin:/usr/bin");
        return Arrays.stream(path.split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder, "getfattr")));
    }

    /** Returns the names of the attributes in which two files differ. */
    List<String> differencesFrom(AttributeDump other) {
        TreeSet<String> names = new TreeSet<>(values.keySet());
        names.addAll(other.values.keySet());
        names.removeIf(name -> Objects.equals(values.get(name), other.values.get(name)));
        return List.copyOf(names);
    }
}
