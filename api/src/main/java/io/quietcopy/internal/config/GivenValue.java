package io.quietcopy.internal.config;

/**
 * A value as a source of settings gave it, not yet checked.
 *
 * @param source which source; the later one wins
 * @param name the key or the name of the environment variable
 * @param value the value without blanks around it
 * @param origin where exactly it was given, for people
 */
public record GivenValue(Source source, String name, String value, String origin) {
    /** The sources in the order of their precedence, the weakest first. */
    public enum Source {
        /** {@link java.util.Properties} that the embedding program made. */
        PROPERTIES,
        /** A properties file. */
        FILE,
        /** The system properties of the Java machine. */
        SYSTEM,
        /** The environment of the process. */
        ENVIRONMENT,
        /** Calls of {@link io.quietcopy.CopierConfig.Builder#set}. */
        CODE
    }

    /** Strips the value. */
    public GivenValue {
        value = value.strip();
    }
}
