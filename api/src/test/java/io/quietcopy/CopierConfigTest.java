package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopierConfigTest {
    @TempDir
    Path folder;

    @AfterEach
    void removeSystemProperties() {
        List.of("quietcopy.verify", "quietcopy.pace", "quietcopy.launcher.jvm").forEach(System::clearProperty);
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
}
