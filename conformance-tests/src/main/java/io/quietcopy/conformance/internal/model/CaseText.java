package io.quietcopy.conformance.internal.model;

import io.quietcopy.CachePolicy;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * A copy case on one line: blank-separated {@code key=value} in which everything that is as usual is left out. For example
 *
 * <pre>{@code to=loop4096 source=d64k,h4k,d1 ranges=1>513:8k before=zero cache=require-direct at=completed:2:cancel}</pre>
 *
 * <p>Where all is as usual, the text is {@code plain}.
 */
public final class CaseText {
    private static final String RANDOM = "random";

    /** The copy of which nothing is to be told: not left out, for without a case a whole check is meant. */
    private static final String PLAIN = "plain";

    private CaseText() {}

    /** Returns the text of a case. */
    public static String of(CopyCase value) {
        CopyCase usual = CopyCase.PLAIN;
        StringJoiner text = new StringJoiner(" ");
        put(text, "from", EnumText.of(value.from()), EnumText.of(usual.from()));
        put(text, "to", EnumText.of(value.to()), EnumText.of(usual.to()));
        put(text, "source", list(value.source()), list(usual.source()));
        put(text, "seed", Long.toString(value.seed()), Long.toString(usual.seed()));
        put(text, "ranges", value.hasRanges() ? list(value.ranges()) : "", "");
        put(text, "target", EnumText.of(value.target()), EnumText.of(usualTarget(value.to())));
        put(text, "length", bytes(value.givenTargetBytes()), bytes(usual.givenTargetBytes()));
        if (value.target() == TargetKind.IN_PLACE) {
            put(text, "before", EnumText.of(value.before()), EnumText.of(TargetContent.UNKNOWN));
        }
        put(text, "map", EnumText.of(value.map()), EnumText.of(usual.map()));
        put(text, "cache", EnumText.of(value.cache()), EnumText.of(usual.cache()));
        put(text, "zeroes", EnumText.of(value.zeroes()), EnumText.of(usual.zeroes()));
        put(text, "offload", EnumText.of(value.offload()), EnumText.of(usual.offload()));
        put(text, "block", bytes(value.blockBytes()), bytes(usual.blockBytes()));
        put(text, "in-flight", bytes(value.inFlightBytes()), bytes(usual.inFlightBytes()));
        put(text, "in-flight-max", bytes(value.inFlightMaxBytes()), bytes(usual.inFlightMaxBytes()));
        put(text, "digest", value.digest() && value.target() != TargetKind.NONE ? "yes" : "", "");
        put(text, "grant", value.grantBytes() == 0 ? RANDOM : bytes(value.grantBytes()), "");
        put(text, "rate", bytes(value.rateBytes()), "");
        put(text, "names", value.oddNames() ? "odd" : "", "");
        put(text, "allocated", value.allocated() ? "yes" : "", "");
        put(text, "warm", value.warm().toString(), "");
        put(text, "at", list(value.events()), "");
        return text.length() == 0 ? PLAIN : text.toString();
    }

    /**
     * Returns the case of a text.
     *
     * @throws IllegalArgumentException if the text is none, with what is wrong
     */
    public static CopyCase parse(String text) {
        CopyCase.Builder made = CopyCase.builder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (word.isEmpty() || word.equals(PLAIN)) {
                continue;
            }
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(word + " is not of the form key=value");
            }
            set(made, word.substring(0, equals), word.substring(equals + 1));
        }
        return made.build();
    }

    private static void set(CopyCase.Builder made, String key, String value) {
        switch (key) {
            case "from" -> made.from(EnumText.parse(SideKind.class, value));
            case "to" -> made.to(EnumText.parse(SideKind.class, value));
            case "source" -> made.source(parseList(value, Piece::parse));
            case "seed" -> made.seed(Long.parseLong(value));
            case "ranges" -> made.ranges(parseList(value, Range::parse));
            case "target" -> made.target(EnumText.parse(TargetKind.class, value));
            case "length" -> made.targetBytes(ByteText.parse(value));
            case "before" -> made.before(EnumText.parse(TargetContent.class, value));
            case "map" -> made.map(EnumText.parse(MapKind.class, value));
            case "cache" -> made.cache(EnumText.parse(CachePolicy.class, value));
            case "zeroes" -> made.zeroes(EnumText.parse(ZeroPolicy.class, value));
            case "offload" -> made.offload(EnumText.parse(OffloadPolicy.class, value));
            case "block" -> made.blockBytes(ByteText.parse(value));
            case "in-flight" -> made.inFlightBytes(ByteText.parse(value));
            case "in-flight-max" -> made.inFlightMaxBytes(ByteText.parse(value));
            case "digest" -> made.digest(value.equals("yes"));
            case "grant" -> made.grantBytes(value.equals(RANDOM) ? 0 : ByteText.parse(value));
            case "rate" -> made.rateBytes(ByteText.parse(value));
            case "names" -> made.oddNames(value.toLowerCase(Locale.ROOT).equals("odd"));
            case "allocated" -> made.allocated(value.equals("yes"));
            case "warm" -> made.warm(Span.parse(value));
            case "at" -> made.events(parseList(value, Event::parse));
            default -> throw new IllegalArgumentException("a case has no " + key);
        }
    }

    private static TargetKind usualTarget(SideKind to) {
        return to.device() ? TargetKind.IN_PLACE : TargetKind.STAGED;
    }

    private static void put(StringJoiner text, String key, String value, String usual) {
        if (!value.equals(usual)) {
            text.add(key + '=' + value);
        }
    }

    private static String bytes(long value) {
        return value == CopyCase.OPEN ? "" : ByteText.of(value);
    }

    private static String list(List<?> values) {
        StringJoiner joined = new StringJoiner(",");
        values.forEach(value -> joined.add(value.toString()));
        return joined.toString();
    }

    private static <T> List<T> parseList(String text, Function<String, T> parse) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(parse).toList();
    }
}
