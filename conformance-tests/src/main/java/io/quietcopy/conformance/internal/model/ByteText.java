package io.quietcopy.conformance.internal.model;

/** Numbers of bytes as short text: {@code 4097}, {@code 64k}, {@code 1m}, {@code 5g+1}. */
public final class ByteText {
    private static final String UNITS = "kmg";

    private ByteText() {}

    /** Returns the shortest text for a number of bytes. */
    public static String of(long bytes) {
        for (int unit = UNITS.length() - 1; unit >= 0; unit--) {
            long size = 1L << (10 * (unit + 1));
            long whole = bytes / size;
            long rest = bytes % size;
            if (whole > 0 && rest == 0) {
                return whole + UNITS.substring(unit, unit + 1);
            }
            if (whole > 0 && unit > 0 && rest < 1 << 20) {
                return whole + UNITS.substring(unit, unit + 1) + '+' + of(rest);
            }
        }
        return Long.toString(bytes);
    }

    /**
     * Returns the number of bytes.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static long parse(String text) {
        long sum = 0;
        for (String part : text.split("\\+", -1)) {
            int unit = part.isEmpty() ? -1 : UNITS.indexOf(part.charAt(part.length() - 1));
            String digits = unit < 0 ? part : part.substring(0, part.length() - 1);
            try {
                sum += Math.multiplyExact(Long.parseLong(digits), 1L << (10 * (unit + 1)));
            } catch (NumberFormatException | ArithmeticException e) {
                throw new IllegalArgumentException(text + " is no number of bytes like 4097, 64k, 1m or 5g+1", e);
            }
        }
        return sum;
    }
}
