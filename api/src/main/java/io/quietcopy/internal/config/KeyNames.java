package io.quietcopy.internal.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** How keys, engine ids and environment variables are spelled, and which of them belong to somebody else. */
public final class KeyNames {
    /** What all keys start with. */
    public static final String PREFIX = "quietcopy.";

    /** What the keys of engines' own settings start with. */
    public static final String ENGINE_PREFIX = PREFIX + "engine.";

    /** What all environment variables start with. */
    public static final String ENVIRONMENT_PREFIX = "QUIETCOPY_";

    /** What the environment variables of engines' own settings start with. */
    public static final String ENGINE_ENVIRONMENT_PREFIX = "QUIETCOPY_ENGINE_";

    private static final Pattern WORDS = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern ENGINE_KEY = Pattern.compile("quietcopy\\.engine\\.[a-z][a-z0-9-]*\\.[a-z][a-z0-9-]*");

    private KeyNames() {}

    /**
     * Returns a key with its prefix.
     *
     * @param key a key with or without the prefix, never null
     * @return the key with the prefix, never null
     */
    public static String withPrefix(String key) {
        return key.startsWith(PREFIX) ? key : PREFIX + key;
    }

    /**
     * Returns the environment variable of a key: upper case, each character that is neither letter nor digit as an underscore.
     *
     * @param key a key with its prefix, never null
     * @return for example {@code QUIETCOPY_IN_FLIGHT_MAX}, never null
     */
    public static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /**
     * Returns whether a text is spelled as an engine's id, or as the name of an engine's setting, must be: lower-case letters,
     * digits and hyphens, a letter first.
     *
     * @param text any text, never null
     * @return true if it is; {@code auto} is too, although no engine may have that id
     */
    public static boolean isWord(String text) {
        return WORDS.matcher(text).matches();
    }

    /**
     * Returns whether a key is that of an engine's own setting.
     *
     * @param key a key with its prefix, never null
     * @return true for {@code quietcopy.engine.ID.NAME}
     */
    public static boolean isEngineKey(String key) {
        return ENGINE_KEY.matcher(key).matches();
    }

    /**
     * Returns whether an environment variable, or the key that it stands for, is used by the tests, the launcher, or the
     * command itself ({@code QUIETCOPY_CONFIG}), and no setting.
     *
     * @param name an environment variable, never null
     * @return true if it is to be ignored
     */
    public static boolean isReserved(String name) {
        return name.equals("QUIETCOPY_CONFIG")
                || name.startsWith("QUIETCOPY_TESTS_")
                || name.startsWith("QUIETCOPY_LAUNCHER_");
    }
}
