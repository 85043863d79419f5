package io.quietcopy.spi;

import java.util.List;

/**
 * Makes engines of one kind: the class that {@code META-INF/services} names.
 *
 * <p>Cheap: constructor and class initialiser do no I/O, start nothing and load no native library. All methods are
 * thread-safe and may be called any number of times. What they throw makes the provider a broken row in the table of
 * engines, and hurts no other engine.
 */
public interface CopyEngineProvider {
    /** The SPI level that this version of the library defines. An engine compiled against it returns this constant. */
    int SPI_LEVEL = 1;

    /**
     * Returns the engine's id, by which config and requests name it.
     *
     * @return lower-case letters, digits and hyphens, starting with a letter; not {@code auto}; never null, always the same
     */
    String id();

    /**
     * Returns the SPI level that this engine was compiled against: {@code return SPI_LEVEL;}.
     *
     * @return the level, at least 1
     */
    int spiLevel();

    /**
     * Returns the priority in automatic choice.
     *
     * @return any number; the highest is tried first, equal ones in the order of their ids
     */
    int priority();

    /**
     * Finds out whether the engine can work on this machine, whatever the files. It may run a program or load a library, but
     * touches neither source nor target.
     *
     * @param settings the engine's settings, never null
     * @return available, or not with the reason; never null
     */
    Availability availability(EngineSettings settings);

    /**
     * Declares the engine's own settings, {@code quietcopy.engine.<id>.<name>}.
     *
     * @return the settings, never null
     */
    List<SettingSpec> settings();

    /**
     * Makes an engine. It must not fail where {@link #availability} said that it is available.
     *
     * @param settings the engine's settings, never null
     * @return a new engine, never null; the {@link io.quietcopy.Copier} closes it
     */
    CopyEngine create(EngineSettings settings);
}
