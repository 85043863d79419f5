package io.quietcopy.internal.units;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time. */
final class Times {
    private record Unit(String name, long nanos) {}

    private static final long SECOND = 1_000_000_000L;

    private static final List<Unit> UNITS = List.of(
            new Unit("d", 86_400 * SECOND),
            new Unit("h", 3_600 * SECOND),
            new Unit("m", 60 * SECOND),
            new Unit("min", 60 * SECOND),
            new Unit("s", SECOND),
            new Unit("ms", 1_000_000L));

    private static final String EXPECTED =
            "write a number and a unit (d, h, m or min, s, ms), for example 30s or 1m30s";
    private static final Pattern PART = Pattern.compile(Quantity.NUMBER + " *([A-Za-z]*) *");

    private Times() {}

    static Duration parse(String text) {
        String stripped = Quantity.plain(text, "time", "30s");
        if (stripped.charAt(0) == 'P' || stripped.charAt(0) == 'p') {
            return parseIso(stripped);
        }
        Matcher part = PART.matcher(stripped);
        BigDecimal nanos = BigDecimal.ZERO;
        long smallest = Long.MAX_VALUE;
        boolean fraction = false;
        int end = 0;
        while (end < stripped.length()) {
            part.region(end, stripped.length());
            if (!part.lookingAt()) {
                throw new IllegalArgumentException(Quote.of(stripped) + " is not a time: " + EXPECTED);
            }
            Unit unit = unit(stripped, part.group(1), part.group(2));
            if (unit.nanos >= smallest) {
                throw new IllegalArgumentException(Quote.of(stripped)
                        + " is not a time: write the largest unit first, and each only once, for example 1h30m");
            }
            if (fraction) {
                throw new IllegalArgumentException(
                        Quote.of(stripped) + " is not a time: only the last part may have a fraction");
            }
            smallest = unit.nanos;
            fraction = part.group(1).indexOf('.') >= 0;
            nanos = nanos.add(Quantity.product(part.group(1), unit.nanos));
            end = part.end();
        }
        return duration(stripped, nanos);
    }

    private static Duration duration(String text, BigDecimal nanos) {
        if (!Quantity.isWhole(nanos)) {
            throw new IllegalArgumentException(Quote.of(text) + " is not a whole number of nanoseconds");
        }
        BigDecimal[] seconds = nanos.divideAndRemainder(BigDecimal.valueOf(SECOND));
        if (seconds[0].compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException(
                    Quote.of(text) + " is too large: at most " + Long.MAX_VALUE + " seconds");
        }
        return Duration.ofSeconds(seconds[0].longValueExact(), seconds[1].longValueExact());
    }

    private static Unit unit(String text, String number, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    Quote.of(text) + " has no unit: write " + number + "s for seconds, " + number + "m for minutes");
        }
        for (Unit unit : UNITS) {
            if (unit.name.equals(name)) {
                return unit;
            }
        }
        throw new IllegalArgumentException(Quote.of(text) + " has no known unit: " + EXPECTED);
    }

    private static Duration parseIso(String text) {
        Duration time;
        try {
            time = Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    Quote.of(text) + " is not an ISO 8601 duration: write for example PT30S or 30s", e);
        }
        if (text.indexOf('-') >= 0 || text.indexOf('+') >= 0) {
            throw new IllegalArgumentException(
                    Quote.of(text) + " is not a time: write it without a sign, for example PT30S");
        }
        return time;
    }

    static String format(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a time is at least 0s, but got " + time);
        }
        if (time.isZero()) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        append(text, time.toDays(), "d");
        append(text, time.toHoursPart(), "h");
        append(text, time.toMinutesPart(), "m");
        int nanos = time.getNano();
        boolean millisOnly = time.getSeconds() == 0 && nanos % 1_000_000 == 0;
        if (millisOnly) {
            append(text, nanos / 1_000_000, "ms");
        } else if (nanos == 0) {
            append(text, time.toSecondsPart(), "s");
        } else {
            BigDecimal seconds = BigDecimal.valueOf(time.toSecondsPart()).add(BigDecimal.valueOf(nanos, 9));
            text.append(seconds.stripTrailingZeros().toPlainString()).append('s');
        }
        return text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number != 0) {
            text.append(number).append(unit);
        }
    }
}
