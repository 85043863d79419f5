package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no source may say: each refusal names key, value, origin, and what would be right. */
class CopierConfigRefusalsTest {
    @TempDir
    Path folder;

    @AfterEach
    void removeSystemProperties() {
        List.of("quietcopy.guards").forEach(System::clearProperty);
    }

    @Test
    void refuses_a_property_that_is_no_string() {
        Properties properties = new Properties();
        properties.put("quietcopy.in-flight", 4096);
        ConfigException problem = problem(CopierConfig.builder(), builder -> builder.properties(properties));
        assertThat(problem).hasMessage("\"quietcopy.in-flight\" has a value that is not a string");
        assertThat(problem.value()).isEqualTo("4096");
    }

    @ParameterizedTest
    @CsvSource({
        "quietcopy.pce, quietcopy.pace",
        "inflight, quietcopy.in-flight",
        "quietcopy.in_flight_max, quietcopy.in-flight-max",
        "quietcopy.PACE, quietcopy.pace",
        "stal-timeuot, quietcopy.stall-timeout",
        "quietcopy., quietcopy.pace",
    })
    void refuses_an_unknown_key_and_names_the_nearest(String key, String nearest) {
        ConfigException problem = problem(CopierConfig.builder(), builder -> builder.set(key, "1"));
        assertThat(problem).hasMessage("\"" + key + "\" (code) is not a setting; the nearest one is " + nearest);
        assertThat(problem.key()).isEqualTo(key);
        assertThat(problem.value()).isEqualTo("1");
        assertThat(problem.origin()).isEqualTo("code");
    }

    @Test
    void refuses_an_unknown_key_of_each_source() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "\n\nquietcopy.paces = full");
        System.setProperty("quietcopy.guards", "warn");

        assertThat(problem(CopierConfig.builder(), b -> b.properties(properties("quietcopy.caches", "buffered"))))
                .hasMessage("\"quietcopy.caches\" (properties) is not a setting; the nearest one is quietcopy.cache");
        assertThat(problem(CopierConfig.builder().file(file), b -> {}))
                .hasMessage("\"quietcopy.paces\" (file " + file
                        + ", line 3) is not a setting; the nearest one is quietcopy.pace");
        assertThat(problem(CopierConfig.builder(), CopierConfig.Builder::systemProperties))
                .hasMessage("\"quietcopy.guards\" (system property quietcopy.guards) is not a setting;"
                        + " the nearest one is quietcopy.guard");
        assertThat(problem(CopierConfig.builder(), b -> b.environment(Map.of("QUIETCOPY_ONFAILURE", "keep"))))
                .hasMessage("\"QUIETCOPY_ONFAILURE\" (environment QUIETCOPY_ONFAILURE) is not a setting;"
                        + " the nearest one is QUIETCOPY_ON_FAILURE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "engine        | DD             | an engine's id has lower-case letters, digits and hyphens",
                "engine        | dd,            | but one is \"\"; accepted: auto, an engine's id, or ids separated by commas",
                "engine        | ''             | but one is \"\"",
                "engine        | dd,auto        | auto stands alone",
                "engine        | dd, native, dd | an engine is named twice",
                "cache         | direct         | there is no such value; accepted: prefer-direct, require-direct, buffered",
                "cache         | ''             | accepted: prefer-direct, require-direct, buffered",
                "pace          | fast           | \"fast\" is not a rate: write a size and /s, for example 80MiB/s; accepted: full, quiet, or a rate",
                "pace          | 80MiB          | is not a rate",
                "pace          | 80M/s          | is ambiguous",
                "pace          | 0B/s           | at least 1 byte a second",
                "block-size    | 2KiB           | 2KiB is not a power of two from 4KiB to 64MiB; accepted: auto, or a power of two",
                "block-size    | 5000           | is not a power of two",
                "block-size    | 128MiB         | is not a power of two from 4KiB to 64MiB",
                "block-size    | 0              | is not a power of two",
                "in-flight     | 1              | 1B is less than the smallest block, 4KiB; accepted: auto, or a size such as 1MiB",
                "in-flight     | lots           | \"lots\" is not a size",
                "in-flight-max | auto           | \"auto\" is not a size",
                "in-flight-max | 4095           | 4095B is less than the smallest block",
                "in-flight-max | -1MiB          | without a sign",
                "in-flight-max | 9999999TiB     | too large",
                "durability    | sync           | there is no such value, did you mean fsync?; accepted: fsync, none",
                "verify        | readback       | did you mean read-back?; accepted: none, read-back",
                "verify        | READ_BACK      | did you mean read-back?",
                "digest        | sha256         | did you mean sha-256?; accepted: none, sha-256, sha-512, md5, crc32c",
                "zeroes        | punch          | accepted: sparse, write, allocate",
                "offload       | always         | accepted: never, reflink",
                "stall-timeout | 60             | \"60\" has no unit: write 60s for seconds, 60m for minutes; accepted: off, or a time",
                "stall-timeout | 0s             | write off for no limit",
                "stall-timeout | none           | \"none\" is not a time",
                "deadline      | -1h            | without a sign",
                "deadline      | 36501d         | it is longer than 36500d; write off for no limit",
                "on-failure    | delete         | accepted: remove, keep",
                "source-change | ignore         | accepted: fail, fixed-length",
                "guard         | off            | accepted: refuse, warn",
            })
    void refuses_a_bad_value_and_says_what_is_accepted(String key, String value, String message) {
        ConfigException problem = problem(
                CopierConfig.builder(),
                b -> b.environment(
                        Map.of("QUIETCOPY_" + key.toUpperCase(Locale.ROOT).replace('-', '_'), value)));

        assertThat(problem)
                .hasMessageStartingWith("quietcopy." + key + " = \"" + value + "\" (environment QUIETCOPY_")
                .hasMessageContaining(") is not accepted: ")
                .hasMessageContaining(message)
                .hasMessageContaining(
                        "; accepted: " + CopierConfig.defaults().entry(key).accepted())
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(problem.key()).isEqualTo("quietcopy." + key);
        assertThat(problem.value()).isEqualTo(value);
        assertThat(problem.origin()).startsWith("environment QUIETCOPY_");
    }

    @Test
    void refuses_a_bad_value_also_where_another_source_overrides_it() {
        assertThat(problem(
                        CopierConfig.builder(),
                        b -> b.properties(properties("quietcopy.guard", "off")).set("guard", "warn")))
                .hasMessageStartingWith("quietcopy.guard = \"off\" (properties) is not accepted");
    }

    @Test
    void shows_values_from_outside_harmlessly() {
        assertThat(problem(CopierConfig.builder(), b -> b.set("guard", "\u001b[2J" + "x".repeat(300))))
                .hasMessageContaining("\"\\u001b[2J" + "x".repeat(196) + "...\"");
    }

    @ParameterizedTest
    @CsvSource({
        "in-flight, 32MiB, guard, refuse, in-flight-max, 16MiB (default)",
        "block-size, 32MiB, guard, refuse, in-flight-max, 16MiB (default)",
        "block-size, 1MiB, in-flight, 64KiB, in-flight, 64KiB (code)",
        "in-flight, 1MiB, in-flight-max, 512KiB, in-flight-max, 512KiB (code)",
    })
    void refuses_sizes_that_contradict_each_other(
            String key, String value, String otherKey, String otherValue, String smallerKey, String smaller) {
        ConfigException problem =
                problem(CopierConfig.builder(), b -> b.set(key, value).set(otherKey, otherValue));
        assertThat(problem)
                .hasMessage("quietcopy." + key + " = " + value + " (code) is more than quietcopy." + smallerKey + " = "
                        + smaller + "; lower the first or raise the second");
        assertThat(problem.key()).isEqualTo("quietcopy." + key);
    }

    @Test
    void refuses_a_variable_that_may_mean_two_settings() {
        assertThat(problem(
                        CopierConfig.builder(),
                        b -> b.environment(Map.of("QUIETCOPY_ENGINE_A_B_C", "4"))
                                .set("engine.a.b-c", "1")
                                .set("engine.a-b.c", "2")))
                .hasMessage("QUIETCOPY_ENGINE_A_B_C may mean quietcopy.engine.a-b.c or quietcopy.engine.a.b-c;"
                        + " set these by another source");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quietcopy.engine.dd",
                "quietcopy.engine.DD.executable",
                "quietcopy.engine.dd.executable.path",
                "quietcopy.engine..executable"
            })
    void refuses_a_malformed_key_of_an_engine(String key) {
        assertThat(problem(CopierConfig.builder(), b -> b.set(key, "x")))
                .hasMessageContaining("an engine's own settings have the form quietcopy.engine.ID.NAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUIETCOPY_ENGINE_DD", "QUIETCOPY_ENGINE_", "QUIETCOPY_ENGINE_dd_executable"})
    void refuses_a_malformed_variable_of_an_engine(String name) {
        assertThat(problem(CopierConfig.builder(), b -> b.environment(Map.of(name, "x"))))
                .hasMessageContaining("the nearest one is QUIETCOPY_")
                .hasMessageContaining("have the form QUIETCOPY_ENGINE_ID_NAME");
    }

    private static Properties properties(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        return properties;
    }

    private static ConfigException problem(CopierConfig.Builder builder, Consumer<CopierConfig.Builder> source) {
        return catchThrowableOfType(ConfigException.class, () -> {
            source.accept(builder);
            builder.build();
        });
    }
}
