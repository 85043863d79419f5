package io.quietcopy.internal.config;

import io.quietcopy.CachePolicy;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.Durability;
import io.quietcopy.FailureAction;
import io.quietcopy.GuardPolicy;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.Pace;
import io.quietcopy.SourceChangePolicy;
import io.quietcopy.VerifyPolicy;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.units.Units;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All settings of the library: the one place where keys, defaults and accepted values stand. */
public final class Settings {
    private static final long SMALLEST_BLOCK_BYTES = 4 << 10;
    private static final long LARGEST_BLOCK_BYTES = 64 << 20;
    private static final Duration LONGEST_TIME = Duration.ofDays(36_500);
    private static final String SIZE = "a size such as 1MiB";
    private static final String TIME = "a time such as 30s, 500ms, 1h30m or PT30S, at most 36500d";

    /** Which engines may be used, the preferred one first. */
    public static final Setting<List<String>> ENGINE = new Setting<>(
            "engine",
            "auto",
            "auto, an engine's id, or ids separated by commas in order of preference",
            text -> engineIds(List.of(text.split(",", -1))),
            ids -> String.join(",", ids));

    /** How strictly a copy must stay out of the page cache. */
    public static final Setting<CachePolicy> CACHE = choice("cache", CachePolicy.PREFER_DIRECT, CachePolicy.values());

    /** How fast a copy may go. */
    public static final Setting<Pace> PACE =
            new Setting<>("pace", "full", "full, quiet, or a rate such as 80MiB/s", Pace::parse, Pace::toString);

    /** The size of one read and write; empty: the engine chooses. */
    public static final Setting<OptionalLong> BLOCK_SIZE = new Setting<>(
            "block-size",
            "auto",
            "auto, or a power of two from 4KiB to 64MiB",
            orWord("auto", OptionalLong.empty(), text -> OptionalLong.of(blockBytes(text))),
            Settings::autoOrBytes);

    /** The bytes in flight; empty: the engine fits them to the storage. */
    public static final Setting<OptionalLong> IN_FLIGHT = new Setting<>(
            "in-flight",
            "auto",
            "auto, or " + SIZE + ", at least 4KiB",
            orWord("auto", OptionalLong.empty(), text -> OptionalLong.of(atLeastABlock(text))),
            Settings::autoOrBytes);

    /** The most bytes in flight, and so the most buffer memory of one copy. */
    public static final Setting<Long> IN_FLIGHT_MAX = new Setting<>(
            "in-flight-max", "16MiB", SIZE + ", at least 4KiB", Settings::atLeastABlock, Units::formatBytes);

    /** Whether success waits for the storage. */
    public static final Setting<Durability> DURABILITY = choice("durability", Durability.FSYNC, Durability.values());

    /** Whether the target is read back. */
    public static final Setting<VerifyPolicy> VERIFY = choice("verify", VerifyPolicy.NONE, VerifyPolicy.values());

    /** The digest to make. */
    public static final Setting<DigestAlgorithm> DIGEST =
            choice("digest", DigestAlgorithm.NONE, DigestAlgorithm.values());

    /** What becomes of zeroes. */
    public static final Setting<ZeroPolicy> ZEROES = choice("zeroes", ZeroPolicy.SPARSE, ZeroPolicy.values());

    /** Whether the storage may share blocks. */
    public static final Setting<OffloadPolicy> OFFLOAD = choice("offload", OffloadPolicy.NEVER, OffloadPolicy.values());

    /** How long nothing may move; {@link Duration#ZERO} is off. */
    public static final Setting<Duration> STALL_TIMEOUT = time("stall-timeout", "60s");

    /** How long a copy may take; {@link Duration#ZERO} is off. */
    public static final Setting<Duration> DEADLINE = time("deadline", "off");

    /** What becomes of a staged file when its copy fails. */
    public static final Setting<FailureAction> ON_FAILURE =
            choice("on-failure", FailureAction.REMOVE, FailureAction.values());

    /** What a change of the source means. */
    public static final Setting<SourceChangePolicy> SOURCE_CHANGE =
            choice("source-change", SourceChangePolicy.FAIL, SourceChangePolicy.values());

    /** What a target that somebody else seems to be using means. */
    public static final Setting<GuardPolicy> GUARD = choice("guard", GuardPolicy.REFUSE, GuardPolicy.values());

    /** All settings in the order of the documentation. */
    public static final List<Setting<?>> ALL = List.of(
            ENGINE,
            CACHE,
            PACE,
            BLOCK_SIZE,
            IN_FLIGHT,
            IN_FLIGHT_MAX,
            DURABILITY,
            VERIFY,
            DIGEST,
            ZEROES,
            OFFLOAD,
            STALL_TIMEOUT,
            DEADLINE,
            ON_FAILURE,
            SOURCE_CHANGE,
            GUARD);

    private Settings() {}

    private static <E extends Enum<E>> Setting<E> choice(String name, E defaultValue, E[] values) {
        List<String> words = Stream.of(values).map(Settings::word).toList();
        return new Setting<>(
                name,
                word(defaultValue),
                words.stream().collect(Collectors.joining(", ")),
                text -> {
                    int index = words.indexOf(text.toLowerCase(Locale.ROOT));
                    if (index < 0) {
                        throw new IllegalArgumentException("there is no such value" + meant(text, words));
                    }
                    return values[index];
                },
                Settings::word);
    }

    private static String meant(String text, List<String> words) {
        return Nearest.of(text.toLowerCase(Locale.ROOT), words)
                .filter(word -> Nearest.isSlip(text.toLowerCase(Locale.ROOT), word))
                .map(word -> ", did you mean " + word + "?")
                .orElse("");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Setting<Duration> time(String name, String defaultText) {
        return new Setting<>(
                name,
                defaultText,
                "off, or " + TIME,
                orWord("off", Duration.ZERO, Settings::positiveTime),
                time -> time.isZero() ? "off" : Units.formatDuration(time));
    }

    private static Duration positiveTime(String text) {
        Duration time = Units.parseDuration(text);
        if (time.isZero()) {
            throw new IllegalArgumentException("a time of nothing is never kept; write off for no limit");
        }
        if (time.compareTo(LONGEST_TIME) > 0) {
            throw new IllegalArgumentException(
                    "it is longer than " + Units.formatDuration(LONGEST_TIME) + "; write off for no limit");
        }
        return time;
    }

    private static <T> Function<String, T> orWord(String word, T meaning, Function<String, T> otherwise) {
        return text -> text.equalsIgnoreCase(word) ? meaning : otherwise.apply(text);
    }

    private static String autoOrBytes(OptionalLong bytes) {
        return bytes.isPresent() ? Units.formatBytes(bytes.getAsLong()) : "auto";
    }

    private static long blockBytes(String text) {
        long bytes = Units.parseBytes(text);
        if (bytes < SMALLEST_BLOCK_BYTES || bytes > LARGEST_BLOCK_BYTES || Long.bitCount(bytes) != 1) {
            throw new IllegalArgumentException(Units.formatBytes(bytes) + " is not a power of two from 4KiB to 64MiB");
        }
        return bytes;
    }

    private static long atLeastABlock(String text) {
        long bytes = Units.parseBytes(text);
        if (bytes < SMALLEST_BLOCK_BYTES) {
            throw new IllegalArgumentException(Units.formatBytes(bytes) + " is less than the smallest block, 4KiB");
        }
        return bytes;
    }

    private static List<String> engineIds(List<String> texts) {
        List<String> ids = texts.stream().map(String::strip).toList();
        for (String id : ids) {
            if (!KeyNames.isWord(id)) {
                throw new IllegalArgumentException(
                        "an engine's id has lower-case letters, digits and hyphens and starts with a letter, but one is \""
                                + id + "\"");
            }
        }
        if (ids.size() > 1 && ids.contains("auto")) {
            throw new IllegalArgumentException("auto stands alone");
        }
        if (ids.stream().distinct().count() < ids.size()) {
            throw new IllegalArgumentException("an engine is named twice");
        }
        return ids;
    }
}
