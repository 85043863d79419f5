package io.quietcopy.internal.host;

import java.util.Optional;

/**
 * A Linux device number. Java hands out {@code st_dev} and {@code st_rdev} as the C library packs them; the kernel's tables
 * write major and minor.
 */
public record DeviceNumber(int major, int minor) {
    /** Unpacks {@code st_dev} or {@code st_rdev}. */
    public static DeviceNumber ofRaw(long raw) {
        int major = (int) (((raw >>> 8) & 0xfff) | ((raw >>> 32) & ~0xfffL));
        int minor = (int) ((raw & 0xff) | ((raw >>> 12) & ~0xffL));
        return new DeviceNumber(major, minor);
    }

    /** Reads {@code 7:0}; empty if the text is no device number. */
    public static Optional<DeviceNumber> parse(String text) {
        int colon = text.indexOf(':');
        try {
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new DeviceNumber(
                            Integer.parseInt(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Packs the number as {@code st_rdev} has it. */
    public long raw() {
        long high = major;
        long low = minor;
        return ((high & 0xfff) << 8) | ((high & ~0xfffL) << 32) | (low & 0xff) | ((low & ~0xffL) << 12);
    }

    /** Written out, since each copy asks: what Java makes for a record is made while the first one waits. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DeviceNumber that && major == that.major && minor == that.minor;
    }

    @Override
    public int hashCode() {
        return 31 * major + minor;
    }

    @Override
    public String toString() {
        return major + ":" + minor;
    }
}
