package io.quietcopy.spi;

/**
 * The values of an engine's own settings, checked against their declarations.
 *
 * <p>Implemented by the library. Immutable and thread-safe.
 */
public interface EngineSettings {
    /**
     * Returns a setting's value.
     *
     * @param name the name of a declared setting, never null
     * @return the value, or its default; never null
     * @throws IllegalArgumentException if no such setting was declared
     */
    String get(String name);

    /**
     * Returns where a value came from.
     *
     * @param name the name of a declared setting, never null
     * @return for example {@code default} or {@code environment QUIETCOPY_ENGINE_DD_EXECUTABLE}, never null
     * @throws IllegalArgumentException if no such setting was declared
     */
    String origin(String name);
}
