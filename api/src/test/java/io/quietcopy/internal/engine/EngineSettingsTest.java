package io.quietcopy.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.quietcopy.ConfigException;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyException;
import io.quietcopy.EngineInfo;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineSettingsTest {
    private static final SettingSpec EXECUTABLE =
            SettingSpec.of("executable", "dd", "a path", "The program.", value -> {});
    private static final SettingSpec NICE =
            SettingSpec.of("nice", "0", "a whole number from 0 to 19", "How nice.", value -> {
                if (Integer.parseInt(value) > 19) {
                    throw new IllegalArgumentException("it is more than 19");
                }
            });
    private static final SettingSpec QUEUE_DEPTH =
            SettingSpec.of("queue-depth", "4", "a number", "How deep.", Integer::parseInt);

    @Test
    void an_engine_gets_defaults_and_what_was_set_with_the_origins() throws CopyException {
        Properties properties = new Properties();
        properties.setProperty("quietcopy.engine.dd.executable", "/a");
        EngineSettings settings = settings(CopierConfig.builder()
                .properties(properties)
                .environment(Map.of("QUIETCOPY_ENGINE_DD_EXECUTABLE", "/b")));

        assertThat(settings.get("executable")).isEqualTo("/b");
        assertThat(settings.origin("executable")).isEqualTo("environment QUIETCOPY_ENGINE_DD_EXECUTABLE");
        assertThat(settings.get("nice")).isEqualTo("0");
        assertThat(settings.origin("nice")).isEqualTo("default");
        assertThatThrownBy(() -> settings.get("nicer"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("engine dd has not declared a setting \"nicer\"");
        assertThatThrownBy(() -> settings.origin("nicer")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_variable_finds_its_setting_whatever_the_hyphens() throws CopyException {
        CopierConfig config = CopierConfig.builder()
                .environment(Map.of("QUIETCOPY_ENGINE_DIRECT_NIO_QUEUE_DEPTH", "8"))
                .build();
        StubProvider provider = new StubProvider("direct-nio", 1).settings(QUEUE_DEPTH);
        try (EngineRegistry registry = EngineRegistry.of(config, List.of(new StubProvider("direct", 2), provider))) {
            assertThat(registry.candidates(List.of("direct-nio"))).hasSize(1);
            assertThat(provider.made.get(0).settings.get("queue-depth")).isEqualTo("8");
            assertThat(registry.notes()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "engine.dd.excutable | quietcopy.engine.dd.excutable (code) is not a setting of engine dd; the nearest one is quietcopy.engine.dd.executable",
                "engine.dd.mean      | quietcopy.engine.dd.mean (code) is not a setting of engine dd; the nearest one is quietcopy.engine.dd.nice",
                "engine.plain.nice   | quietcopy.engine.plain.nice (code) is not a setting of engine plain, which has no settings",
                "engine.d.nice       | quietcopy.engine.d.nice (code) is for an engine d, which is not on the class path; did you mean dd?",
                "engine.plian.nice   | quietcopy.engine.plian.nice (code) is for an engine plian, which is not on the class path; did you mean plain?"
            })
    void an_unknown_key_is_refused_with_the_nearest(String key, String message) {
        ConfigException problem = problem(CopierConfig.builder().set(key, "1"));
        assertThat(problem).hasMessage(message);
        assertThat(problem.key()).isEqualTo("quietcopy." + key);
        assertThat(problem.value()).isEqualTo("1");
        assertThat(problem.origin()).isEqualTo("code");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DD_EXCUTABLE  | is not a setting of engine dd; the nearest one is QUIETCOPY_ENGINE_DD_EXECUTABLE",
                "PLAIN_NICE    | is not a setting of engine plain, which has no settings",
                "DDD_NICE      | is for an engine ddd, which is not on the class path; did you mean dd?",
                "PLIAN_NICE    | is for an engine plian, which is not on the class path; did you mean plain?"
            })
    void an_unknown_variable_is_refused_with_the_nearest(String rest, String message) {
        String name = "QUIETCOPY_ENGINE_" + rest;
        assertThat(problem(CopierConfig.builder().environment(Map.of(name, "1"))))
                .hasMessage(name + " (environment " + name + ") " + message);
    }

    @Test
    void a_bad_value_is_refused_with_what_is_accepted() {
        assertThat(problem(CopierConfig.builder().set("engine.dd.nice", "20")))
                .hasMessage("quietcopy.engine.dd.nice = \"20\" (code) is not accepted: it is more than 19;"
                        + " accepted: a whole number from 0 to 19")
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(problem(CopierConfig.builder().environment(Map.of("QUIETCOPY_ENGINE_DD_NICE", "very"))))
                .hasMessageStartingWith("QUIETCOPY_ENGINE_DD_NICE = \"very\" (environment QUIETCOPY_ENGINE_DD_NICE)"
                        + " is not accepted: For input string: \"very\"; accepted: ");
    }

    @Test
    void a_setting_of_an_engine_that_is_absent_is_noted() {
        CopierConfig config = CopierConfig.builder()
                .set("engine.native.nice", "1")
                .environment(Map.of("QUIETCOPY_ENGINE_DIRECT_NIO_DEPTH", "1"))
                .build();
        try (EngineRegistry registry = registry(config)) {
            assertThat(registry.notes())
                    .containsExactly(
                            "no engine on the class path has the setting QUIETCOPY_ENGINE_DIRECT_NIO_DEPTH, so it has no effect",
                            "engine native is not on the class path, so quietcopy.engine.native.nice (code) has no effect");
        }
    }

    @Test
    void settings_of_an_engine_that_cannot_say_which_it_has_are_left_alone() {
        CopierConfig config = CopierConfig.builder()
                .set("engine.faulty.nice", "1")
                .environment(Map.of("QUIETCOPY_ENGINE_FAULTY_DEPTH", "1"))
                .build();
        try (EngineRegistry registry =
                EngineRegistry.of(config, List.of(new FaultyProvider("settings", new IllegalStateException())))) {
            assertThat(registry.notes()).isEmpty();
        }
    }

    @Test
    void a_check_that_fails_otherwise_breaks_the_engine_and_no_other() {
        SettingSpec odd = SettingSpec.of("odd", "", "anything", "Odd.", value -> {
            throw new IllegalStateException("oops");
        });
        CopierConfig config = CopierConfig.builder().set("engine.odd.odd", "1").build();
        try (EngineRegistry registry = EngineRegistry.of(
                config, List.of(new StubProvider("odd", 1).settings(odd), new StubProvider("good", 0)))) {
            assertThat(registry.engines())
                    .extracting(EngineInfo::id, EngineInfo::state, EngineInfo::reason)
                    .containsExactly(
                            tuple("good", EngineInfo.State.AVAILABLE, ""),
                            tuple(
                                    "odd",
                                    EngineInfo.State.BROKEN,
                                    "the check of setting odd threw java.lang.IllegalStateException: oops"));
        }
    }

    @Test
    void a_variable_that_two_engines_could_own_is_refused() {
        SettingSpec nioDepth = SettingSpec.of("nio-depth", "4", "a number", "How deep.", value -> {});
        SettingSpec depth = SettingSpec.of("depth", "4", "a number", "How deep.", value -> {});
        CopierConfig config = CopierConfig.builder()
                .environment(Map.of("QUIETCOPY_ENGINE_DIRECT_NIO_DEPTH", "8"))
                .build();
        assertThatThrownBy(() -> EngineRegistry.of(
                        config,
                        List.of(
                                new StubProvider("direct", 2).settings(nioDepth),
                                new StubProvider("direct-nio", 1).settings(depth))))
                .isInstanceOf(ConfigException.class)
                .hasMessage("QUIETCOPY_ENGINE_DIRECT_NIO_DEPTH may mean quietcopy.engine.direct.nio-depth or"
                        + " quietcopy.engine.direct-nio.depth; set these by another source");
    }

    private static EngineRegistry registry(CopierConfig config) {
        return EngineRegistry.of(
                config, List.of(new StubProvider("dd", 1).settings(EXECUTABLE, NICE), new StubProvider("plain", 1)));
    }

    private static ConfigException problem(CopierConfig.Builder builder) {
        return catchThrowableOfType(ConfigException.class, () -> registry(builder.build()));
    }

    private static EngineSettings settings(CopierConfig.Builder builder) throws CopyException {
        try (EngineRegistry registry = registry(builder.build())) {
            return ((StubEngine)
                            registry.candidates(List.of("dd")).get(0).engine().orElseThrow())
                    .settings;
        }
    }
}
