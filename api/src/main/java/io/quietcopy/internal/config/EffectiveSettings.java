package io.quietcopy.internal.config;

import io.quietcopy.CachePolicy;
import io.quietcopy.ConfigException;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyRequest;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.Durability;
import io.quietcopy.FailureAction;
import io.quietcopy.GuardPolicy;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.Pace;
import io.quietcopy.SourceChangePolicy;
import io.quietcopy.VerifyPolicy;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.units.Quote;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The settings that count for one copy: what its request says, and the config where it says nothing.
 *
 * <p>Immutable and thread-safe.
 */
public final class EffectiveSettings {
    private static final String REQUEST = "request";

    private final Resolved<List<String>> engines;
    private final Resolved<CachePolicy> cache;
    private final Resolved<Pace> pace;
    private final Resolved<OptionalLong> blockBytes;
    private final Resolved<OptionalLong> inFlightBytes;
    private final Resolved<Long> inFlightMaxBytes;
    private final Resolved<Durability> durability;
    private final Resolved<VerifyPolicy> verify;
    private final Resolved<DigestAlgorithm> digest;
    private final Resolved<ZeroPolicy> zeroes;
    private final Resolved<OffloadPolicy> offload;
    private final Resolved<Duration> stallTimeout;
    private final Resolved<Duration> deadline;
    private final Resolved<FailureAction> onFailure;
    private final Resolved<SourceChangePolicy> sourceChange;
    private final Resolved<GuardPolicy> guard;
    private final List<String> engineLines;

    /** A setting's value with its origin. */
    private record Resolved<T>(Setting<T> setting, T value, String origin) {
        String line() {
            return EffectiveSettings.line(setting.key(), setting.write(value), origin);
        }
    }

    private EffectiveSettings(CopierConfig config, CopyRequest request) {
        engines = resolve(config, Settings.ENGINE, request.engines());
        cache = resolve(config, Settings.CACHE, request.cache());
        pace = resolve(config, Settings.PACE, request.pace());
        blockBytes = resolve(config, Settings.BLOCK_SIZE, Optional.empty());
        inFlightBytes = resolve(config, Settings.IN_FLIGHT, Optional.empty());
        inFlightMaxBytes = resolve(config, Settings.IN_FLIGHT_MAX, Optional.empty());
        durability = resolve(config, Settings.DURABILITY, request.durability());
        verify = resolve(config, Settings.VERIFY, request.verify());
        digest = resolve(config, Settings.DIGEST, request.digest());
        zeroes = resolve(config, Settings.ZEROES, request.zeroes());
        offload = resolve(config, Settings.OFFLOAD, Optional.empty());
        stallTimeout = resolve(config, Settings.STALL_TIMEOUT, request.stallTimeout());
        deadline = resolve(config, Settings.DEADLINE, request.deadline());
        onFailure = resolve(config, Settings.ON_FAILURE, request.onFailure());
        sourceChange = resolve(config, Settings.SOURCE_CHANGE, request.sourceChange());
        guard = resolve(config, Settings.GUARD, Optional.empty());
        engineLines = config.entries().stream()
                .skip(Settings.ALL.size())
                .map(entry -> line(entry.key(), entry.value(), entry.origin()))
                .toList();
    }

    /**
     * Resolves the settings of one copy.
     *
     * @param config the settings to start from, never null
     * @param request what the copy wants otherwise, never null
     * @return the settings, never null
     * @throws ConfigException with the origin {@code request} if the request has a value that no config could have: an engine's
     *     id that is malformed or named twice, or a time longer than 36500 days
     */
    public static EffectiveSettings resolve(CopierConfig config, CopyRequest request) {
        return new EffectiveSettings(config, request);
    }

    private static <T> Resolved<T> resolve(CopierConfig config, Setting<T> setting, Optional<T> requested) {
        if (requested.isPresent()) {
            // Through the text and back: what the request says must keep the same rules as any other source.
            return new Resolved<>(setting, setting.read(setting.write(requested.get()), REQUEST), REQUEST);
        }
        CopierConfig.Entry entry = config.entry(setting.key());
        return new Resolved<>(setting, setting.read(entry.value(), entry.origin()), entry.origin());
    }

    private static String line(String key, String value, String origin) {
        return key + " = " + Quote.plain(value) + " (" + Quote.plain(origin) + ")";
    }

    /**
     * Returns the engines that may be used.
     *
     * @return {@code auto} alone, or ids in order of preference; never null or empty
     */
    public List<String> engines() {
        return engines.value;
    }

    /**
     * Returns how strictly the copy must stay out of the page cache.
     *
     * @return the policy, never null
     */
    public CachePolicy cache() {
        return cache.value;
    }

    /**
     * Returns how fast the copy may go at its start.
     *
     * @return the pace, never null
     */
    public Pace pace() {
        return pace.value;
    }

    /**
     * Returns the size of one read and write.
     *
     * @return bytes, a power of two; empty: the engine chooses
     */
    public OptionalLong blockBytes() {
        return blockBytes.value;
    }

    /**
     * Returns the bytes in flight.
     *
     * @return bytes, at least one block; empty: the engine fits them to the storage
     */
    public OptionalLong inFlightBytes() {
        return inFlightBytes.value;
    }

    /**
     * Returns the most bytes in flight.
     *
     * @return bytes, at least what {@link #blockBytes()} and {@link #inFlightBytes()} say
     */
    public long inFlightMaxBytes() {
        return inFlightMaxBytes.value;
    }

    /**
     * Returns whether success waits for the storage.
     *
     * @return the durability, never null
     */
    public Durability durability() {
        return durability.value;
    }

    /**
     * Returns whether the target is read back.
     *
     * @return the policy, never null
     */
    public VerifyPolicy verify() {
        return verify.value;
    }

    /**
     * Returns the digest to make.
     *
     * @return the algorithm, never null
     */
    public DigestAlgorithm digest() {
        return digest.value;
    }

    /**
     * Returns what becomes of zeroes.
     *
     * @return the policy, never null
     */
    public ZeroPolicy zeroes() {
        return zeroes.value;
    }

    /**
     * Returns whether the storage may share blocks.
     *
     * @return the policy, never null
     */
    public OffloadPolicy offload() {
        return offload.value;
    }

    /**
     * Returns how long nothing may move.
     *
     * @return the time, {@link Duration#ZERO} for no limit; never null, at most 36500 days
     */
    public Duration stallTimeout() {
        return stallTimeout.value;
    }

    /**
     * Returns how long the copy may take.
     *
     * @return the time, {@link Duration#ZERO} for no limit; never null, at most 36500 days
     */
    public Duration deadline() {
        return deadline.value;
    }

    /**
     * Returns what becomes of a staged file when the copy fails.
     *
     * @return the action, never null
     */
    public FailureAction onFailure() {
        return onFailure.value;
    }

    /**
     * Returns what a change of the source means.
     *
     * @return the policy, never null
     */
    public SourceChangePolicy sourceChange() {
        return sourceChange.value;
    }

    /**
     * Returns what a target that somebody else seems to be using means.
     *
     * @return the policy, never null
     */
    public GuardPolicy guard() {
        return guard.value;
    }

    /**
     * Returns every setting that counts, with its origin, in the order of the documentation; then those of engines that were
     * set.
     *
     * @return lines of {@code key = value (origin)}, never null
     */
    public List<String> describe() {
        Stream<Resolved<?>> own = Stream.of(
                engines,
                cache,
                pace,
                blockBytes,
                inFlightBytes,
                inFlightMaxBytes,
                durability,
                verify,
                digest,
                zeroes,
                offload,
                stallTimeout,
                deadline,
                onFailure,
                sourceChange,
                guard);
        return Stream.concat(own.map(Resolved::line), engineLines.stream()).toList();
    }
}
