package io.quietcopy.conformance.internal.model;

import java.util.Arrays;
import java.util.Locale;

/** Names of constants as they are written in a case: lower case, with hyphens. */
public final class EnumText {
    private EnumText() {}

    /** Returns the text of a constant. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the constant of a text.
     *
     * @throws IllegalArgumentException if there is none, naming those that there are
     */
    public static <E extends Enum<E>> E parse(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(text + " is none of "
                + Arrays.stream(type.getEnumConstants()).map(EnumText::of).toList());
    }
}
