package io.quietcopy.conformance.packaged;

import java.nio.file.Files;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/** What this build has packaged. */
final class Artifacts {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Artifacts() {}

    /** Returns a value that the build passes on. */
    static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new TestAbortedException("needs what the build packages later on: " + name + " is not set");
        }
        return value;
    }

    /** Returns the version that is built. */
    static String version() {
        return property("quietcopy.version");
    }

    /** Returns a file of the checkout. */
    static Path file(String path) {
        return ROOT.resolve(path);
    }

    /** Returns a packaged jar. */
    static Path jar(String module, String artifact, String suffix) {
        Path jar = file(module + "/target/" + artifact + "-" + version() + suffix + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new AssertionError(jar + " is made by 'mvn package'");
        }
        return jar;
    }

    /** Returns the suite with all that it needs. */
    static Path allJar() {
        return jar("conformance-tests", "quietcopy-conformance", "-all");
    }
}
