package io.quietcopy;

import java.util.List;
import java.util.Set;

/**
 * What is known of one engine on the class path: a row of the table of engines.
 *
 * <p>Immutable and thread-safe.
 */
public interface EngineInfo {
    /** What an engine is good for here. */
    enum State {
        /** It can be used. */
        AVAILABLE,
        /** It cannot work on this machine. */
        UNAVAILABLE,
        /** It was built for an SPI level that this library does not know. */
        INCOMPATIBLE,
        /** Its class cannot be loaded or made. */
        BROKEN
    }

    /**
     * Returns the engine's id.
     *
     * @return the id; for a broken provider the name of its class, or of the service file; never null
     */
    String id();

    /**
     * Returns the name of the provider's class.
     *
     * @return the class name, never null; empty if it is not known
     */
    String className();

    /**
     * Returns where the provider was loaded from.
     *
     * @return a jar or folder, never null; empty if it is not known
     */
    String location();

    /**
     * Returns the provider's version.
     *
     * @return the version of its module or jar, never null; empty if there is none
     */
    String version();

    /**
     * Returns the priority: the available engine of the highest one is tried first.
     *
     * @return the priority, 0 for a broken provider
     */
    int priority();

    /**
     * Returns what it is good for.
     *
     * @return the state, never null
     */
    State state();

    /**
     * Returns why it is in this state.
     *
     * @return one clause for people, never null; may be empty if available
     */
    String reason();

    /**
     * Returns the names of its optional capabilities.
     *
     * @return lower-case names, never null; empty unless available
     */
    Set<String> capabilities();

    /**
     * Returns the engine's own settings.
     *
     * @return a line of {@code key = default: what it means} for each, never null
     */
    List<String> settings();
}
