package io.quietcopy.conformance.packaged;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A local Maven repository of its own in which this build is installed, and nobody else's of the same version. All else is linked to
 * the user's repository, so that nothing is downloaded twice, and that several of these may be in use at the same time.
 */
final class InstalledRepository {
    private static final Path OWN = Path.of("io", "quietcopy");

    private final Path folder;

    InstalledRepository(Path folder) throws IOException {
        this.folder = folder;
        link(Path.of(Artifacts.property("maven.local.repository")), folder, Path.of(""));
        installPom(".", "quietcopy-parent");
        install("api", "quietcopy-api");
        install("testbed", "quietcopy-testbed");
        install("engine-support", "quietcopy-engine-support");
        install("conformance-tests", "quietcopy-conformance");
    }

    /** Links all but what lies on the way to our own artifacts, and these. */
    private static void link(Path from, Path to, Path inside) throws IOException {
        Files.createDirectories(to);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
            for (Path entry : entries) {
                Path name = inside.resolve(entry.getFileName().toString());
                if (name.equals(OWN)) {
                    continue;
                }
                if (OWN.startsWith(name)) {
                    link(entry, to.resolve(entry.getFileName().toString()), name);
                } else {
                    Files.createSymbolicLink(to.resolve(entry.getFileName().toString()), entry);
                }
            }
        }
    }

    private void install(String module, String artifact) throws IOException {
        installPom(module, artifact);
        Path jar = Artifacts.jar(module, artifact, "");
        Files.copy(jar, version(artifact).resolve(jar.getFileName()));
    }

    private void installPom(String module, String artifact) throws IOException {
        Files.copy(
                Artifacts.file(module + "/pom.xml"),
                version(artifact).resolve(artifact + "-" + Artifacts.version() + ".pom"));
    }

    private Path version(String artifact) throws IOException {
        return Files.createDirectories(folder.resolve(OWN).resolve(artifact).resolve(Artifacts.version()));
    }

    /** Returns where it is. */
    Path folder() {
        return folder;
    }
}
