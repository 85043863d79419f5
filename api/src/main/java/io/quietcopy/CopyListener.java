package io.quietcopy;

/**
 * Hears how a copy goes on.
 *
 * <p>Each copy calls its listener from one thread of its own, never from the thread that moves bytes: a listener that
 * blocks or throws never slows, stops or harms the copy. While a listener is busy, progress events are dropped in favour of
 * the newest one; phase events are kept in order. What a listener throws is logged once for each copy.
 */
public interface CopyListener {
    /** A listener that does nothing. */
    CopyListener NONE = new CopyListener() {};

    /**
     * A phase has started.
     *
     * @param phase the phase, never null; phases that a copy does not need are left out
     */
    default void phaseStarted(CopyPhase phase) {}

    /**
     * The copy has moved on. Called about four times a second, and once at the end.
     *
     * @param progress the newest snapshot, never null
     */
    default void progressed(CopyProgress progress) {}
}
