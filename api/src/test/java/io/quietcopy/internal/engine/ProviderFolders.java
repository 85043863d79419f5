package io.quietcopy.internal.engine;

import io.quietcopy.spi.CopyEngineProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Real folders and jars of compiled providers with their service files. */
final class ProviderFolders {
    private static final String SERVICE_FILE = "META-INF/services/" + CopyEngineProvider.class.getName();

    private ProviderFolders() {}

    /**
     * Compiles sources into a folder, against the tests' class path.
     *
     * @param folder where the classes go
     * @param sources files in the order of the folders of their packages
     */
    static void compile(Path folder, Path... sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options =
                    List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
            if (!compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(sources))
                    .call()) {
                throw new IOException("the test's provider does not compile: " + messages);
            }
        }
    }

    /** Writes the source of a class of the package {@code stubs}. */
    static Path source(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve("stubs").resolve(name + ".java");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "package stubs;\n" + text);
    }

    /** Writes the service file of a folder. */
    static Path services(Path folder, String... lines) throws IOException {
        Path file = folder.resolve(SERVICE_FILE);
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
        return file;
    }

    /** Makes a jar with a version of all files of a folder. */
    static Path jar(Path jar, Path folder, String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream output = new JarOutputStream(file, manifest);
                Stream<Path> content = Files.walk(folder)) {
            for (Path entry : content.filter(Files::isRegularFile).toList()) {
                output.putNextEntry(new JarEntry(folder.relativize(entry).toString()));
                Files.copy(entry, output);
            }
        }
        return jar;
    }

    /** Makes a class loader below that of the API. */
    static URLClassLoader loader(Path... places) throws IOException {
        return loader(CopyEngineProvider.class.getClassLoader(), places);
    }

    /** Makes a class loader of folders and jars. */
    static URLClassLoader loader(ClassLoader parent, Path... places) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path place : places) {
            urls.add(place.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), parent);
    }
}
