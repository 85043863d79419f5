package io.quietcopy.spi;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * Declares one setting of an engine, {@code quietcopy.engine.<engine id>.<name>}.
 *
 * <p>Immutable and thread-safe if its check is.
 */
public final class SettingSpec {
    private final String name;
    private final String defaultValue;
    private final String accepted;
    private final String description;
    private final Consumer<String> check;

    private SettingSpec(String name, String defaultValue, String accepted, String description, Consumer<String> check) {
        this.name = name;
        this.defaultValue = defaultValue;
        this.accepted = accepted;
        this.description = description;
        this.check = check;
    }

    /**
     * Declares a setting.
     *
     * @param name lower-case words joined by hyphens, never null
     * @param defaultValue the value where none is given, never null
     * @param accepted what values there are, for people, never null
     * @param description what it does, one sentence, never null
     * @param check throws {@link IllegalArgumentException} for a value that is not accepted, never null
     * @return the declaration, never null
     */
    public static SettingSpec of(
            String name, String defaultValue, String accepted, String description, Consumer<String> check) {
        return new SettingSpec(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(defaultValue, "defaultValue"),
                Objects.requireNonNull(accepted, "accepted"),
                Objects.requireNonNull(description, "description"),
                Objects.requireNonNull(check, "check"));
    }

    /**
     * Returns the name below the engine's prefix.
     *
     * @return the name, never null
     */
    public String name() {
        return name;
    }

    /**
     * Returns the value where none is given.
     *
     * @return the value, never null
     */
    public String defaultValue() {
        return defaultValue;
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
     * Returns what the setting does.
     *
     * @return one sentence, never null
     */
    public String description() {
        return description;
    }

    /**
     * Checks a value.
     *
     * @param value the value, never null
     * @throws IllegalArgumentException if it is not accepted
     */
    public void check(String value) {
        check.accept(value);
    }
}
