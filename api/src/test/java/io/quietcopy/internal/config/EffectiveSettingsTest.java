package io.quietcopy.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.CachePolicy;
import io.quietcopy.ConfigException;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyRequest;
import io.quietcopy.DataSize;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.Durability;
import io.quietcopy.FailureAction;
import io.quietcopy.GuardPolicy;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.Pace;
import io.quietcopy.SourceChangePolicy;
import io.quietcopy.VerifyPolicy;
import io.quietcopy.ZeroPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EffectiveSettingsTest {
    private static final CopyRequest OPEN = request().build();

    @Test
    void a_request_that_says_nothing_gets_the_config() {
        CopierConfig config = CopierConfig.builder()
                .set("engine", "dd, native")
                .set("cache", "buffered")
                .set("pace", "80MiB/s")
                .set("block-size", "64KiB")
                .set("in-flight", "1MiB")
                .set("in-flight-max", "2MiB")
                .set("durability", "none")
                .set("verify", "read-back")
                .set("digest", "sha-512")
                .set("zeroes", "allocate")
                .set("offload", "reflink")
                .set("stall-timeout", "off")
                .set("deadline", "2h")
                .set("on-failure", "keep")
                .set("source-change", "fixed-length")
                .set("guard", "warn")
                .build();

        EffectiveSettings settings = EffectiveSettings.resolve(config, OPEN);

        assertThat(settings.engines()).containsExactly("dd", "native");
        assertThat(settings.cache()).isEqualTo(CachePolicy.BUFFERED);
        assertThat(settings.pace()).isEqualTo(Pace.rate(DataSize.ofMebibytes(80)));
        assertThat(settings.blockBytes()).hasValue(64 << 10);
        assertThat(settings.inFlightBytes()).hasValue(1 << 20);
        assertThat(settings.inFlightMaxBytes()).isEqualTo(2 << 20);
        assertThat(settings.durability()).isEqualTo(Durability.NONE);
        assertThat(settings.verify()).isEqualTo(VerifyPolicy.READ_BACK);
        assertThat(settings.digest()).isEqualTo(DigestAlgorithm.SHA_512);
        assertThat(settings.zeroes()).isEqualTo(ZeroPolicy.ALLOCATE);
        assertThat(settings.offload()).isEqualTo(OffloadPolicy.REFLINK);
        assertThat(settings.stallTimeout()).isZero();
        assertThat(settings.deadline()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.onFailure()).isEqualTo(FailureAction.KEEP);
        assertThat(settings.sourceChange()).isEqualTo(SourceChangePolicy.FIXED_LENGTH);
        assertThat(settings.guard()).isEqualTo(GuardPolicy.WARN);
    }

    @Test
    void a_config_that_says_nothing_has_the_defaults() {
        EffectiveSettings settings = EffectiveSettings.resolve(CopierConfig.defaults(), OPEN);

        assertThat(settings.engines()).containsExactly("auto");
        assertThat(settings.pace()).isEqualTo(Pace.full());
        assertThat(settings.blockBytes()).isEmpty();
        assertThat(settings.inFlightBytes()).isEmpty();
        assertThat(settings.inFlightMaxBytes()).isEqualTo(16 << 20);
        assertThat(settings.stallTimeout()).hasSeconds(60);
        assertThat(settings.deadline()).isZero();
    }

    @Test
    void a_request_wins_over_the_config_and_the_lines_say_so() {
        CopierConfig config = CopierConfig.builder()
                .set("cache", "buffered")
                .set("guard", "warn")
                .environment(Map.of("QUIETCOPY_ENGINE_DD_EXECUTABLE", "/opt/a\nb"))
                .build();
        CopyRequest request = request()
                .engines("dd", "native")
                .cache(CachePolicy.REQUIRE_DIRECT)
                .pace(Pace.quiet())
                .durability(Durability.NONE)
                .verify(VerifyPolicy.READ_BACK)
                .digest(DigestAlgorithm.CRC32C)
                .zeroes(ZeroPolicy.WRITE)
                .stallTimeout(Duration.ZERO)
                .deadline(Duration.ofSeconds(90))
                .onFailure(FailureAction.KEEP)
                .sourceChange(SourceChangePolicy.FIXED_LENGTH)
                .build();

        assertThat(EffectiveSettings.resolve(config, request).describe())
                .containsExactly(
                        "quietcopy.engine = dd,native (request)",
                        "quietcopy.cache = require-direct (request)",
                        "quietcopy.pace = quiet (request)",
                        "quietcopy.block-size = auto (default)",
                        "quietcopy.in-flight = auto (default)",
                        "quietcopy.in-flight-max = 16MiB (default)",
                        "quietcopy.durability = none (request)",
                        "quietcopy.verify = read-back (request)",
                        "quietcopy.digest = crc32c (request)",
                        "quietcopy.zeroes = write (request)",
                        "quietcopy.offload = never (default)",
                        "quietcopy.stall-timeout = off (request)",
                        "quietcopy.deadline = 1m30s (request)",
                        "quietcopy.on-failure = keep (request)",
                        "quietcopy.source-change = fixed-length (request)",
                        "quietcopy.guard = warn (code)",
                        "QUIETCOPY_ENGINE_DD_EXECUTABLE = /opt/a\\u000ab (environment QUIETCOPY_ENGINE_DD_EXECUTABLE)");
    }

    @Test
    void every_line_is_a_value_that_reads_back() {
        for (Setting<?> setting : Settings.ALL) {
            assertReadsBack(setting);
        }
    }

    private static <T> void assertReadsBack(Setting<T> setting) {
        T value = setting.read(setting.defaultText(), "test");
        assertThat(setting.read(setting.write(value), "test")).isEqualTo(value);
    }

    @Test
    void a_request_keeps_the_rules_of_the_config() {
        for (List<String> ids : List.of(List.of("dd", "dd"), List.of("auto", "dd"), List.of("dd,native", "DD"))) {
            CopyRequest request = request().engines(ids.toArray(String[]::new)).build();
            assertThatThrownBy(() -> EffectiveSettings.resolve(CopierConfig.defaults(), request))
                    .isInstanceOfSatisfying(ConfigException.class, problem -> {
                        assertThat(problem.key()).isEqualTo("quietcopy.engine");
                        assertThat(problem.origin()).isEqualTo("request");
                    });
        }
        CopyRequest endless = request().deadline(Duration.ofDays(40_000)).build();
        assertThatThrownBy(() -> EffectiveSettings.resolve(CopierConfig.defaults(), endless))
                .hasMessageStartingWith(
                        "quietcopy.deadline = \"40000d\" (request) is not accepted: it is longer than 36500d");
    }

    private static CopyRequest.Builder request() {
        return CopyRequest.from(Path.of("source"), Path.of("target"));
    }
}
