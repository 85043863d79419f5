package io.quietcopy;

import java.util.Objects;

/** A setting has a name or a value that does not exist. Nothing has been touched. */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String value;
    private final String origin;

    /**
     * Makes the exception.
     *
     * @param key the key as it was given, never null
     * @param value the value as it was given, never null
     * @param origin where it came from, for example {@code environment QUIETCOPY_PACE}, never null
     * @param problem what is wrong and what would be right, for people, never null
     */
    public ConfigException(String key, String value, String origin, String problem) {
        super(problem);
        this.key = Objects.requireNonNull(key, "key");
        this.value = Objects.requireNonNull(value, "value");
        this.origin = Objects.requireNonNull(origin, "origin");
    }

    /**
     * Returns the key.
     *
     * @return the key as it was given, never null
     */
    public String key() {
        return key;
    }

    /**
     * Returns the value.
     *
     * @return the value as it was given, never null
     */
    public String value() {
        return value;
    }

    /**
     * Returns where it came from.
     *
     * @return the origin, never null
     */
    public String origin() {
        return origin;
    }
}
