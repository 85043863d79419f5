package io.quietcopy.internal.config;

import io.quietcopy.ConfigException;
import io.quietcopy.internal.units.Quote;
import java.util.function.Function;

/**
 * One setting of the library: its key, its default, what it accepts, and how a value is read and written.
 *
 * <p>Immutable and thread-safe.
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {
    private final String key;
    private final String defaultText;
    private final String accepted;
    private final Function<String, T> reader;
    private final Function<T, String> writer;

    Setting(String name, String defaultText, String accepted, Function<String, T> reader, Function<T, String> writer) {
        this.key = KeyNames.PREFIX + name;
        this.defaultText = defaultText;
        this.accepted = accepted;
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * Returns the key.
     *
     * @return the key with its prefix, for example {@code quietcopy.pace}; never null
     */
    public String key() {
        return key;
    }

    /**
     * Returns the value where none is given.
     *
     * @return the default as it would be written, never null
     */
    public String defaultText() {
        return defaultText;
    }

    /**
     * Returns what values there are.
     *
     * @return the values, for people, never null
     */
    public String accepted() {
        return accepted;
    }

    /**
     * Reads a value.
     *
     * @param text the value as it was given, never null
     * @param origin where it was given, never null
     * @return the value, never null
     * @throws ConfigException if it is not accepted; it names key, value, origin, and what is accepted
     */
    public T read(String text, String origin) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            ConfigException problem = new ConfigException(
                    key,
                    text,
                    origin,
                    key + " = " + Quote.of(text) + " (" + Quote.plain(origin) + ") is not accepted: " + e.getMessage()
                            + "; accepted: " + accepted);
            problem.initCause(e);
            throw problem;
        }
    }

    /**
     * Writes a value as {@link #read} reads it back.
     *
     * @param value the value, never null
     * @return the text, never null
     */
    public String write(T value) {
        return writer.apply(value);
    }

    @Override
    public String toString() {
        return key;
    }
}
