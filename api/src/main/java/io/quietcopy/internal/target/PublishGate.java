package io.quietcopy.internal.target;

/**
 * Asked at the last moment before a name changes. A worker may come back from a call that hung in the kernel long after its
 * caller was told that the copy has failed; then nothing may be published any more.
 */
@FunctionalInterface
public interface PublishGate {
    /** A gate that is always open. */
    PublishGate OPEN = () -> true;

    /**
     * Passes the gate, once and for all: after {@code true} the caller must no longer be told that nothing was published.
     *
     * @return false if nothing may be published any more
     */
    boolean enter();
}
