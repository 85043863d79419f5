package io.quietcopy.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.CopierConfig;
import io.quietcopy.CopyException;
import io.quietcopy.EngineInfo;
import io.quietcopy.EngineInfo.State;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.CopyEngineProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Providers are found by real class loaders in real folders and jars. */
@Timeout(60)
class ProviderFinderTest {
    private static final String STUB = "extends io.quietcopy.internal.engine.StubProvider { public ";

    /** The folder with the classes of all providers, without a service file. */
    @TempDir
    static Path classes;

    @TempDir
    Path folder;

    @BeforeAll
    static void compileProviders(@TempDir Path sources) throws IOException {
        ProviderFolders.compile(
                classes,
                ProviderFolders.source(
                        sources, "Good", "public class Good " + STUB + "Good() { super(\"good\", 1); } }"),
                ProviderFolders.source(
                        sources, "Twin", "public class Twin " + STUB + "Twin() { super(\"good\", 1); } }"),
                ProviderFolders.source(
                        sources,
                        "BadConstructor",
                        "public class BadConstructor " + STUB
                                + "BadConstructor() { super(\"x\", 1); throw new IllegalStateException(\"no luck\"); } }"),
                ProviderFolders.source(
                        sources,
                        "BadInitialiser",
                        "public class BadInitialiser " + STUB + "BadInitialiser() { super(\"x\", 1); }"
                                + " static final int X = Integer.parseInt(\"x\"); }"),
                ProviderFolders.source(
                        sources,
                        "BadLibrary",
                        "public class BadLibrary " + STUB + "BadLibrary() { super(\"x\", 1); }"
                                + " static { System.loadLibrary(\"there-is-no-such-library\"); } }"),
                ProviderFolders.source(
                        sources,
                        "Demanding",
                        "public class Demanding " + STUB + "Demanding(int x) { super(\"x\", 1); } }"),
                ProviderFolders.source(sources, "Stranger", "public class Stranger {}"),
                ProviderFolders.source(
                        sources, "Parent", "public class Parent " + STUB + "Parent() { super(\"orphan\", 1); } }"),
                ProviderFolders.source(sources, "Orphan", "public class Orphan extends Parent {}"));
        Files.delete(classes.resolve("stubs/Parent.class"));
    }

    @Test
    void a_provider_that_only_the_context_class_loader_sees_is_found() throws IOException {
        ProviderFolders.services(folder, "# a comment", "", "stubs.Good # and another");
        Map<String, EngineInfo> rows = rows(folder, classes);
        EngineInfo good = rows.get("good");
        assertThat(good.state()).isEqualTo(State.AVAILABLE);
        assertThat(good.className()).isEqualTo("stubs.Good");
        assertThat(good.location()).isEqualTo(classes.toString());
        assertThat(good.version()).isEmpty();
    }

    @Test
    void a_jar_gives_location_and_version() throws IOException {
        Path content = Files.createDirectories(folder.resolve("content/stubs")).getParent();
        Files.copy(classes.resolve("stubs/Good.class"), content.resolve("stubs/Good.class"));
        ProviderFolders.services(content, "stubs.Good");
        Path jar = ProviderFolders.jar(folder.resolve("a good engine.jar"), content, "1.2.3");

        EngineInfo good = rows(jar).get("good");
        assertThat(good.location()).isEqualTo(jar.toString());
        assertThat(good.version()).isEqualTo("1.2.3");
    }

    @Test
    void without_context_class_loader_the_search_goes_on_in_that_of_the_api() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try (EngineRegistry registry = EngineRegistry.load(CopierConfig.defaults())) {
            assertThat(registry.engines()).noneMatch(row -> row.id().equals("good"));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void a_class_that_several_class_loaders_see_is_found_once() throws IOException {
        ProviderFolders.services(folder, "stubs.Good", "stubs.Good", "stubs.BadConstructor", "stubs.Missing");
        try (URLClassLoader parent = ProviderFolders.loader(folder, classes);
                URLClassLoader child = new URLClassLoader(new URL[0], parent)) {
            assertThat(ProviderFinder.find(List.of(parent, child)).stream()
                            .map(FoundProvider::className)
                            .filter(name -> name.startsWith("stubs.")))
                    .containsExactlyInAnyOrder("stubs.Good", "stubs.BadConstructor", "stubs.Missing");
        }
    }

    @Test
    void each_broken_provider_is_one_row_and_hurts_no_other() throws IOException {
        ProviderFolders.services(
                folder,
                "stubs.Missing",
                "stubs.BadConstructor",
                "stubs.BadInitialiser",
                "stubs.BadLibrary",
                "stubs.Demanding",
                "stubs.Stranger",
                "stubs.Orphan",
                "stubs.Good");
        Map<String, EngineInfo> rows = rows(folder, classes);

        assertThat(rows.get("good").state()).isEqualTo(State.AVAILABLE);
        assertBroken(rows, "stubs.Missing", "it could not be loaded: Provider stubs.Missing not found");
        assertBroken(rows, "stubs.BadConstructor", "it could not be made: java.lang.IllegalStateException: no luck");
        assertBroken(
                rows,
                "stubs.BadInitialiser",
                "it could not be made: java.lang.NumberFormatException: For input string: \"x\" in a class initialiser");
        assertBroken(
                rows, "stubs.BadLibrary", "it could not be made: java.lang.UnsatisfiedLinkError: no there-is-no-such");
        assertBroken(rows, "stubs.Demanding", "it could not be made: java.lang.NoSuchMethodException");
        assertBroken(rows, "stubs.Stranger", "it could not be loaded: stubs.Stranger not a subtype");
        assertBroken(
                rows,
                "META-INF/services/io.quietcopy.spi.CopyEngineProvider",
                "it could not be loaded: java.lang.NoClassDefFoundError: stubs/Parent");
        assertThat(rows.get("stubs.BadConstructor").location()).isEqualTo(classes.toString());
    }

    @Test
    void a_malformed_service_file_is_a_row_with_its_place_and_hurts_no_other_file() throws IOException {
        Path bad = Files.createDirectories(folder.resolve("bad"));
        Path good = Files.createDirectories(folder.resolve("good"));
        Path badFile = ProviderFolders.services(bad, "stubs.Twin", "stubs Good");
        ProviderFolders.services(good, "stubs.Good");

        Map<String, EngineInfo> rows = rows(bad, good, classes);

        assertThat(rows.get("good").state()).isEqualTo(State.AVAILABLE);
        assertBroken(rows, badFile.toUri().toURL().toString(), "Illegal configuration-file syntax");
        assertThat(rows.get(badFile.toUri().toURL().toString()).reason()).contains(":2: ");
    }

    @Test
    void any_number_of_broken_providers_hides_no_good_one() throws IOException {
        ProviderFolders.services(
                folder,
                Stream.concat(IntStream.range(0, 50).mapToObj(i -> "stubs.Missing" + i), Stream.of("stubs.Good"))
                        .toArray(String[]::new));
        Map<String, EngineInfo> rows = rows(folder, classes);
        assertThat(rows.get("good").state()).isEqualTo(State.AVAILABLE);
        assertThat(rows).containsKeys("stubs.Missing0", "stubs.Missing49");
    }

    @Test
    void a_class_loader_that_fails_for_ever_is_given_up() {
        ClassLoader broken = new ClassLoader(getClass().getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                throw new IOException("the disk is on fire");
            }
        };
        assertThat(ProviderFinder.find(List.of(broken)))
                .singleElement()
                .extracting(FoundProvider::problem)
                .asString()
                .contains("the disk is on fire");
    }

    @Test
    void two_jars_with_one_id_are_both_named() throws IOException {
        Path first = twinJar("first.jar", "Good");
        Path second = twinJar("second.jar", "Twin");
        try (URLClassLoader loader = ProviderFolders.loader(first, second);
                EngineRegistry registry = load(loader)) {
            assertThatThrownBy(() -> registry.candidates(List.of("good")))
                    .isInstanceOfSatisfying(
                            CopyException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_DUPLICATE))
                    .hasMessageContaining("class stubs.Good in " + first)
                    .hasMessageContaining("class stubs.Twin in " + second);
            assertThat(registry.engines().stream()
                            .filter(row -> row.id().equals("good"))
                            .map(EngineInfo::state))
                    .containsExactly(State.BROKEN, State.BROKEN);
        }
    }

    private Path twinJar(String name, String type) throws IOException {
        Path content =
                Files.createDirectories(folder.resolve(type).resolve("stubs")).getParent();
        Files.copy(classes.resolve("stubs/" + type + ".class"), content.resolve("stubs/" + type + ".class"));
        ProviderFolders.services(content, "stubs." + type);
        return ProviderFolders.jar(folder.resolve(name), content, "1");
    }

    @Test
    void a_provider_of_another_copy_of_the_api_is_a_row_and_no_failure() throws IOException {
        ProviderFolders.services(folder, "stubs.Good");
        try (URLClassLoader loader = new ChildFirst(folder, classes);
                EngineRegistry registry = load(loader)) {
            assertThat(registry.engines().stream().filter(row -> row.id().equals("stubs.Good")))
                    .singleElement()
                    .satisfies(row -> assertThat(row.reason()).contains("stubs.Good not a subtype"));
        }
    }

    @Test
    void an_engine_built_against_an_older_spi_says_so(@TempDir Path sources, @TempDir Path older)
            throws IOException, CopyException {
        Path oldInterface = sources.resolve("io/quietcopy/spi/CopyEngineProvider.java");
        Files.createDirectories(oldInterface.getParent());
        Files.writeString(
                oldInterface,
                "package io.quietcopy.spi; public interface CopyEngineProvider { int SPI_LEVEL = 1; String id();"
                        + " int spiLevel(); int priority(); java.util.List<SettingSpec> settings(); }");
        ProviderFolders.compile(older, oldInterface, ProviderFolders.source(sources, "Old", """
                        public class Old implements io.quietcopy.spi.CopyEngineProvider {
                            public String id() { return "old"; }
                            public int spiLevel() { return SPI_LEVEL; }
                            public int priority() { return 9; }
                            public java.util.List<io.quietcopy.spi.SettingSpec> settings() { return java.util.List.of(); }
                        }
                        """));
        ProviderFolders.services(folder, "stubs.Old", "stubs.Good");
        try (URLClassLoader loader = ProviderFolders.loader(folder, older, classes);
                EngineRegistry registry = load(loader)) {
            Candidate old = registry.candidates(List.of("old")).get(0);
            assertThat(old.engine()).isEmpty();
            assertThat(old.reason())
                    .startsWith("it was built against an older SPI: ")
                    .contains("availability");
            assertThat(registry.candidates(List.of("good")).get(0).engine()).isPresent();
        }
    }

    private static void assertBroken(Map<String, EngineInfo> rows, String id, String reason) {
        assertThat(rows).containsKey(id);
        assertThat(rows.get(id).state()).isEqualTo(State.BROKEN);
        assertThat(rows.get(id).reason()).contains(reason);
    }

    private static Map<String, EngineInfo> rows(Path... places) throws IOException {
        try (URLClassLoader loader = ProviderFolders.loader(places);
                EngineRegistry registry = load(loader)) {
            return registry.engines().stream().collect(Collectors.toMap(EngineInfo::id, Function.identity()));
        }
    }

    private static EngineRegistry load(ClassLoader context) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            return EngineRegistry.load(CopierConfig.defaults());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** As in an application server: its own copy of the API comes before that of its parent. */
    private static final class ChildFirst extends URLClassLoader {
        ChildFirst(Path... places) throws IOException {
            super(urls(places), CopyEngineProvider.class.getClassLoader());
        }

        private static URL[] urls(Path... places) throws IOException {
            try (URLClassLoader loader = ProviderFolders.loader(places)) {
                URL api = CopyEngineProvider.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation();
                URL tests =
                        StubProvider.class.getProtectionDomain().getCodeSource().getLocation();
                return Stream.concat(Stream.of(loader.getURLs()), Stream.of(api, tests))
                        .toArray(URL[]::new);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith("io.quietcopy.")) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
