package io.quietcopy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The settings that a {@link Copier} and its requests start from.
 *
 * <p>They come from properties, a file, system properties, the environment and code; the later in this list wins, and a
 * request wins over all of them. Each value remembers where it came from. Immutable and thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class CopierConfig {
    private CopierConfig() {}

    /** One setting with its value and origin. */
    public interface Entry {
        /**
         * Returns the key.
         *
         * @return the key with the prefix {@code quietcopy.}, never null
         */
        String key();

        /**
         * Returns the value.
         *
         * @return the value as it counts, never null
         */
        String value();

        /**
         * Returns where the value came from.
         *
         * @return for example {@code default}, {@code file /etc/quietcopy.properties} or {@code environment QUIETCOPY_PACE}; never
         *     null
         */
        String origin();

        /**
         * Returns what values there are.
         *
         * @return the values, for people, never null
         */
        String accepted();
    }

    /**
     * Returns the config in which every setting has its default.
     *
     * @return the config, never null
     */
    public static CopierConfig defaults() {
        throw new UnsupportedOperationException();
    }

    /**
     * Starts a config.
     *
     * @return a builder, never null
     */
    public static Builder builder() {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns all settings of the library, then those of engines that were set.
     *
     * @return the entries in the order of the documentation, never null
     */
    public List<Entry> entries() {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns one setting.
     *
     * @param key the key with or without the prefix {@code quietcopy.}, never null
     * @return the entry, never null
     * @throws ConfigException if there is no such key
     */
    public Entry entry(String key) {
        throw new UnsupportedOperationException();
    }

    /** Collects settings. Not thread-safe. */
    @SuppressWarnings("DoNotCallSuggester")
    public static final class Builder {
        private Builder() {}

        /** Takes keys that start with {@code quietcopy.} from properties; others are ignored. */
        public Builder properties(Properties properties) {
            throw new UnsupportedOperationException();
        }

        /** Takes all keys from a properties file in UTF-8. */
        public Builder file(Path file) throws IOException {
            throw new UnsupportedOperationException();
        }

        /** Takes keys that start with {@code quietcopy.} from the system properties. */
        public Builder systemProperties() {
            throw new UnsupportedOperationException();
        }

        /** Takes variables that start with {@code QUIETCOPY_} from an environment. */
        public Builder environment(Map<String, String> environment) {
            throw new UnsupportedOperationException();
        }

        /** Sets a key from code. */
        public Builder set(String key, String value) {
            throw new UnsupportedOperationException();
        }

        /** Makes the config. */
        public CopierConfig build() {
            throw new UnsupportedOperationException();
        }
    }
}
