package io.quietcopy.internal.units;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes. */
final class Sizes {
    private record Unit(String name, long bytes) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("B", 1),
            new Unit("KiB", 1L << 10),
            new Unit("MiB", 1L << 20),
            new Unit("GiB", 1L << 30),
            new Unit("TiB", 1L << 40),
            new Unit("kB", 1_000L),
            new Unit("KB", 1_000L),
            new Unit("MB", 1_000_000L),
            new Unit("GB", 1_000_000_000L),
            new Unit("TB", 1_000_000_000_000L));

    private static final String EXAMPLES = "for example 4096, 1MiB or 80MB";
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Pattern SIZE = Pattern.compile(Quantity.NUMBER + " *([A-Za-z]*)");

    private Sizes() {}

    static long parse(String text, String what) {
        String stripped = Quantity.plain(text, what, what.equals("rate") ? "80MiB/s" : "1MiB");
        Matcher matcher = SIZE.matcher(stripped);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(Quote.of(stripped) + " is not a " + what
                    + ": write a number and a unit, " + EXAMPLES + (what.equals("rate") ? ", before the /s" : ""));
        }
        String number = matcher.group(1);
        String unit = matcher.group(2);
        BigDecimal bytes = Quantity.product(number, unitBytes(stripped, number, unit));
        if (!Quantity.isWhole(bytes)) {
            throw new IllegalArgumentException(Quote.of(stripped) + " is not a whole number of bytes");
        }
        if (bytes.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    Quote.of(stripped) + " is too large: at most " + Long.MAX_VALUE + " bytes");
        }
        return bytes.longValueExact();
    }

    private static long unitBytes(String text, String number, String name) {
        if (name.isEmpty()) {
            return 1;
        }
        for (Unit unit : UNITS) {
            if (unit.name.equals(name)) {
                return unit.bytes;
            }
        }
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.length() == 1 && "KMGT".contains(upper)) {
            throw new IllegalArgumentException(Quote.of(text) + " is ambiguous: write " + number + upper
                    + "iB (powers of 1024) or " + number + (upper.equals("K") ? "k" : upper) + "B (powers of 1000)");
        }
        String nearest = UNITS.stream()
                .map(Unit::name)
                .filter(known -> known.equalsIgnoreCase(name))
                .map(known -> "did you mean " + number + known + "? ")
                .findFirst()
                .orElse("");
        throw new IllegalArgumentException(Quote.of(text) + " has no known unit: " + nearest
                + "use B, KiB, MiB, GiB, TiB (powers of 1024) or kB, MB, GB, TB (powers of 1000)");
    }

    static String format(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is at least 0 bytes, but got " + bytes);
        }
        int power = bytes == 0 ? 0 : Math.min(4, Long.numberOfTrailingZeros(bytes) / 10);
        return (bytes >> (10 * power)) + UNITS.get(power).name;
    }
}
