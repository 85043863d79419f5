package io.quietcopy.cli;

import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A folder that looks to the launcher like a checkout, with this build's jars or without, and a Maven that only
 * copies them.
 */
final class Checkout implements AutoCloseable {
    private static final Path LIB = Path.of("target", "quietcopy", "lib").toAbsolutePath();
    private static final Path LAUNCHER = Path.of("..", "quietcopy").toAbsolutePath();

    private final Scratch scratch;
    private final Path root;

    private Checkout(Scratch scratch) throws IOException {
        this.scratch = scratch;
        // Others than the owner shall come in, too.
        Files.setPosixFilePermissions(scratch.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
        root = Files.createDirectories(scratch.file("a folder with spaces/quiet'copy"));
        Files.copy(LAUNCHER, root.resolve("quietcopy"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String folder : List.of("api/src/main/java", "engine-dd/src/main/java", "cli/src/main/java", "bin")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        mavenThat("echo run >>\"$PWD/runs\"; sleep 1; mkdir -p cli/target/quietcopy/lib; " + "cp -p '" + LIB
                + "'/*.jar cli/target/quietcopy/lib");
    }

    /** Makes one that has not been built. */
    static Checkout unbuilt() throws IOException {
        return new Checkout(Scratch.create());
    }

    /** Makes one that has been built. */
    static Checkout built() throws IOException {
        Checkout checkout = unbuilt();
        Path lib = Files.createDirectories(checkout.path("cli/target/quietcopy/lib"));
        try (var jars = Files.list(LIB)) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return checkout;
    }

    /** Says what its {@code mvn} does. */
    void mavenThat(String script) throws IOException {
        Path maven = Files.writeString(path("bin/mvn"), "#!/bin/sh\nset -e\n" + script + "\n");
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path path(String inside) {
        return root.resolve(inside);
    }

    /** A folder beside it. */
    Path outside() {
        return scratch.path();
    }

    /** Returns how often {@code mvn} ran. */
    long runs() throws IOException {
        return Files.exists(path("runs")) ? Files.readAllLines(path("runs")).size() : 0;
    }

    /** Returns the archives of classes. */
    List<Path> archives() throws IOException {
        try (var files = Files.list(path("cli/target/quietcopy"))) {
            return files.filter(f -> f.toString().endsWith(".jsa")).toList();
        }
    }

    /** What a start did. */
    record Ended(int status, String out, String err) {}

    /** Prepares a start of a program, with this Java and this checkout's Maven. */
    ProcessBuilder program(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("QUIETCOPY_") || name.startsWith("LC_"));
        environment.put("QUIETCOPY_CONFIG", "");
        environment.put("LANG", "C.UTF-8");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PATH", path("bin") + ":" + System.getenv("PATH"));
        return builder;
    }

    /** Starts the launcher and waits for its end. */
    Ended start(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = path("quietcopy").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return await(program(command));
    }

    /** Starts a program and waits for its end. */
    static Ended await(ProcessBuilder program) throws Exception {
        Path out = Files.createTempFile("quietcopy-launcher", ".out");
        Path err = Files.createTempFile("quietcopy-launcher", ".err");
        try {
            Process process = program.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + program.command() + Files.readString(err));
            }
            return new Ended(process.exitValue(), text(out), text(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
