package io.quietcopy.conformance.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.packaged.Program.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The one jar that runs by itself: what is in it, and what must not be. */
class AllJarIT {
    private static List<String> names() throws IOException {
        try (JarFile jar = new JarFile(Artifacts.allJar().toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }

    private static String text(String name) throws IOException {
        try (JarFile jar = new JarFile(Artifacts.allJar().toFile());
                InputStream in = jar.getInputStream(Objects.requireNonNull(jar.getEntry(name), name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> matches(String text, String regex) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @Test
    void itRunsByItself() throws Exception {
        Ended ended = Program.run(Path.of("."), Program.java(), "-jar", Artifacts.allJar(), "--list");
        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output())
                .startsWith("Engines on the class path\n  none\n")
                .contains("E-BYTES-1 ");
    }

    @Test
    void itHasNoEngineNoModuleAndNoSignature() throws IOException {
        assertThat(names())
                .noneMatch(name -> name.startsWith("io/quietcopy/engine/"))
                .noneMatch(name -> name.endsWith("module-info.class"))
                .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)"))
                .doesNotHaveDuplicates();
    }

    @Test
    void itTellsWhatItCarriesAndUnderWhichLicences() throws IOException {
        String list = text("META-INF/THIRD-PARTY.md");
        Set<String> packages = names().stream()
                .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                .map(name -> name.replaceFirst("^(picocli|(?:com|org|net|io)/[^/]+)/.*", "$1")
                        .replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(packages).contains("io.quietcopy").hasSizeGreaterThan(6);
        assertThat(packages)
                .filteredOn(one -> !one.equals("io.quietcopy"))
                .allSatisfy(one -> assertThat(list).contains("`" + one.replace("com.sun", "com.sun.jna") + "`"));
        assertThat(list).doesNotContain("${");
        Set<String> texts = new TreeSet<>(matches(list, "META-INF/[A-Z0-9.a-z]+"));
        assertThat(names()).containsAll(texts);
        assertThat(text("META-INF/LICENSE")).isEqualTo(Files.readString(Artifacts.file("LICENSE")));
        assertThat(text("META-INF/LICENSE.md")).contains("Eclipse Public License - v 2.0");
        assertThat(text("META-INF/LICENSE.txt")).contains("QOS.ch", "Permission is hereby granted");
        assertThat(text("META-INF/AL2.0")).contains("Apache License");
        assertThat(text("META-INF/LGPL2.1")).contains("GNU LESSER GENERAL PUBLIC LICENSE");
    }

    @Test
    void theVersionsThatItTellsAreThoseOfTheBuild() throws IOException {
        String pom = Files.readString(Artifacts.file("pom.xml"));
        String list = text("META-INF/THIRD-PARTY.md");
        for (String component : List.of("junit", "jqwik", "opentest4j", "jna", "slf4j", "picocli")) {
            Matcher version =
                    Pattern.compile("<" + component + "\\.version>([^<]+)<").matcher(pom);
            assertThat(version.find()).isTrue();
            assertThat(list).contains("| " + version.group(1) + " |");
        }
    }

    @Test
    void servicesOfSeveralJarsAreMerged() throws IOException {
        // jqwik asks for these, and three of its jars name some.
        assertThat(text("META-INF/services/net.jqwik.api.providers.ArbitraryProvider"))
                .contains("net.jqwik.web.", "net.jqwik.time.", "net.jqwik.engine.");
    }
}
