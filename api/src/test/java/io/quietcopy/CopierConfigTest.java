package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

class CopierConfigTest {
    @TempDir
    Path folder;

    @AfterEach
    void removeSystemProperties() {
        System.getProperties().keySet().removeIf(key -> key.toString().startsWith("quietcopy."));
    }

    @Test
    void has_the_documented_keys_and_defaults_in_order() {
        assertThat(CopierConfig.defaults().entries())
                .extracting(entry -> entry.key() + " = " + entry.value() + " (" + entry.origin() + ")")
                .containsExactly(
                        "quietcopy.engine = auto (default)",
                        "quietcopy.cache = prefer-direct (default)",
                        "quietcopy.pace = full (default)",
                        "quietcopy.block-size = auto (default)",
                        "quietcopy.in-flight = auto (default)",
                        "quietcopy.in-flight-max = 16MiB (default)",
                        "quietcopy.durability = fsync (default)",
                        "quietcopy.verify = none (default)",
                        "quietcopy.digest = none (default)",
                        "quietcopy.zeroes = sparse (default)",
                        "quietcopy.offload = never (default)",
                        "quietcopy.stall-timeout = 60s (default)",
                        "quietcopy.deadline = off (default)",
                        "quietcopy.on-failure = remove (default)",
                        "quietcopy.source-change = fail (default)",
                        "quietcopy.guard = refuse (default)");
    }

    @Test
    void says_what_each_setting_accepts() {
        CopierConfig config = CopierConfig.defaults();
        assertThat(config.entry("cache").accepted()).isEqualTo("prefer-direct, require-direct, buffered");
        assertThat(config.entry("digest").accepted()).isEqualTo("none, sha-256, sha-512, md5, crc32c");
        assertThat(config.entries()).noneMatch(entry -> entry.accepted().isEmpty());
    }

    @Test
    void takes_values_from_every_source_and_remembers_which() throws IOException {
        Path file = Files.writeString(folder.resolve("quietcopy.properties"), "# pace\nquietcopy.cache = buffered\n");
        System.setProperty("quietcopy.verify", "read-back");

        CopierConfig config = CopierConfig.builder()
                .properties(properties("quietcopy.pace", "quiet"))
                .file(file)
                .systemProperties()
                .environment(Map.of("QUIETCOPY_IN_FLIGHT_MAX", "32MiB"))
                .set("deadline", "2h")
                .build();

        assertEntry(config, "pace", "quiet", "properties");
        assertEntry(config, "cache", "buffered", "file " + file + ", line 2");
        assertEntry(config, "verify", "read-back", "system property quietcopy.verify");
        assertEntry(config, "in-flight-max", "32MiB", "environment QUIETCOPY_IN_FLIGHT_MAX");
        assertEntry(config, "deadline", "2h", "code");
        assertEntry(config, "digest", "none", "default");
    }

    @Test
    void the_later_source_wins_whatever_the_order_of_the_calls() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "pace = 2B/s");
        System.setProperty("quietcopy.pace", "3B/s");
        CopierConfig.Builder builder = CopierConfig.builder();

        builder.set("pace", "5B/s");
        assertEntry(builder.build(), "pace", "5B/s", "code");
        builder.environment(Map.of("QUIETCOPY_PACE", "4B/s"));
        builder.systemProperties();
        builder.file(file);
        builder.properties(properties("quietcopy.pace", "1B/s"));
        assertEntry(builder.build(), "pace", "5B/s", "code");

        assertThat(CopierConfig.builder()
                        .environment(Map.of("QUIETCOPY_PACE", "4B/s"))
                        .systemProperties()
                        .build()
                        .entry("pace")
                        .value())
                .isEqualTo("4B/s");
        assertThat(CopierConfig.builder()
                        .systemProperties()
                        .file(file)
                        .build()
                        .entry("pace")
                        .value())
                .isEqualTo("3B/s");
        assertThat(CopierConfig.builder()
                        .file(file)
                        .properties(properties("quietcopy.pace", "1B/s"))
                        .build()
                        .entry("pace")
                        .value())
                .isEqualTo("2B/s");
    }

    @Test
    void of_one_source_the_later_call_wins() {
        assertThat(CopierConfig.builder()
                        .set("pace", "1B/s")
                        .set("quietcopy.pace", "2B/s")
                        .build()
                        .entry("pace")
                        .value())
                .isEqualTo("2B/s");
    }

    @Test
    void the_environment_of_the_process_can_be_taken() {
        assertThat(CopierConfig.builder().environment().build().entries()).isNotEmpty();
    }

    @Test
    void ignores_what_belongs_to_others() {
        System.setProperty("quietcopy.launcher.jvm", "x");
        Properties properties = properties("quietcopy.tests.folder", "x");
        properties.setProperty("quietcopy.config", "x");
        properties.setProperty("other.key", "x");
        properties.put(7, 8);

        CopierConfig config = CopierConfig.builder()
                .properties(properties)
                .systemProperties()
                .environment(Map.of(
                        "QUIETCOPY_CONFIG", "x", "QUIETCOPY_TESTS_A", "x", "QUIETCOPY_LAUNCHER_B", "x", "PATH", "x"))
                .build();

        assertThat(config.entries()).allMatch(entry -> entry.origin().equals("default"));
    }

    @Test
    void sees_the_defaults_of_properties() {
        Properties properties = new Properties(properties("quietcopy.pace", "quiet"));
        assertThat(CopierConfig.builder()
                        .properties(properties)
                        .build()
                        .entry("pace")
                        .value())
                .isEqualTo("quiet");
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

    @ParameterizedTest
    @CsvSource({
        "engine, 'dd , native'",
        "engine, auto",
        "cache, Require-Direct",
        "pace, 80 MiB/s",
        "block-size, 64MiB",
        "block-size, 4096",
        "in-flight, AUTO",
        "in-flight, 1.5MiB",
        "digest, crc32c",
        "digest, MD5",
        "stall-timeout, OFF",
        "stall-timeout, 1m30s",
        "deadline, PT36H",
        "deadline, 36500d"
    })
    void accepts_good_values(String key, String value) {
        assertThat(CopierConfig.builder()
                        .set(key, " " + value + "\t")
                        .set("in-flight-max", "64MiB")
                        .build()
                        .entry(key)
                        .value())
                .isEqualTo(value);
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
    void keeps_settings_of_engines_it_does_not_know() {
        CopierConfig config = CopierConfig.builder()
                .set("engine.dd.executable", "/opt/dd")
                .properties(properties("quietcopy.engine.native.nice", "5"))
                .environment(Map.of("QUIETCOPY_ENGINE_DIRECT_NIO_DEPTH", "4"))
                .build();

        assertThat(config.entries().subList(16, 19))
                .extracting(CopierConfig.Entry::key)
                .containsExactly(
                        "QUIETCOPY_ENGINE_DIRECT_NIO_DEPTH",
                        "quietcopy.engine.dd.executable",
                        "quietcopy.engine.native.nice");
        assertEntry(config, "engine.dd.executable", "/opt/dd", "code");
        assertEntry(config, "QUIETCOPY_ENGINE_DIRECT_NIO_DEPTH", "4", "environment QUIETCOPY_ENGINE_DIRECT_NIO_DEPTH");
    }

    @Test
    void the_environment_and_a_key_may_mean_the_same_setting_of_an_engine() {
        Map<String, String> environment = Map.of("QUIETCOPY_ENGINE_DIRECT_NIO_DEPTH", "4");
        CopierConfig.Builder weaker = CopierConfig.builder()
                .environment(environment)
                .properties(properties("quietcopy.engine.direct-nio.depth", "1"));
        assertEntry(weaker.build(), "engine.direct-nio.depth", "4", "environment QUIETCOPY_ENGINE_DIRECT_NIO_DEPTH");
        assertThat(weaker.build().entries()).hasSize(17);

        CopierConfig stronger = weaker.set("engine.direct-nio.depth", "9").build();
        assertEntry(stronger, "engine.direct-nio.depth", "9", "code");
        assertThat(stronger.entries()).hasSize(17);
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

    @Test
    void an_entry_is_found_with_and_without_prefix_or_not_at_all() {
        CopierConfig config = CopierConfig.defaults();
        assertThat(config.entry("quietcopy.pace")).isSameAs(config.entry("pace"));
        assertThatThrownBy(() -> config.entry("pase"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("\"pase\" is not a setting of this config");
    }

    @Test
    void a_missing_file_is_named() {
        assertThatThrownBy(() -> CopierConfig.builder().file(folder.resolve("absent")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void shows_what_was_set() {
        assertThat(CopierConfig.builder().set("pace", "quiet").build())
                .hasToString("CopierConfig[quietcopy.pace = quiet (code)]");
    }

    private static Properties properties(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        return properties;
    }

    private static void assertEntry(CopierConfig config, String key, String value, String origin) {
        assertThat(config.entry(key).value()).isEqualTo(value);
        assertThat(config.entry(key).origin()).isEqualTo(origin);
    }

    private static ConfigException problem(CopierConfig.Builder builder, Consumer<CopierConfig.Builder> source) {
        return catchThrowableOfType(ConfigException.class, () -> {
            source.accept(builder);
            builder.build();
        });
    }
}
