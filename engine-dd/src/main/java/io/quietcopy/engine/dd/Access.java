package io.quietcopy.engine.dd;

import io.quietcopy.SideMode;

/**
 * How dd is told to access one side.
 *
 * @param mode what the report says of it
 * @param blockBytes the alignment that the side needs: 1 unless it is direct
 */
record Access(SideMode mode, int blockBytes) {
    static Access direct(int blockBytes, String reason) {
        return new Access(SideMode.of(SideMode.Access.DIRECT, reason), blockBytes);
    }

    static Access evicted(String reason) {
        return new Access(SideMode.of(SideMode.Access.BUFFERED_EVICTED, reason), 1);
    }

    static Access buffered(String reason) {
        return new Access(SideMode.of(SideMode.Access.BUFFERED, reason), 1);
    }

    boolean isDirect() {
        return mode.access() == SideMode.Access.DIRECT;
    }

    boolean isEvicted() {
        return mode.access() == SideMode.Access.BUFFERED_EVICTED;
    }

    /** Adds dd's word for this access to the flags of the input. */
    void flagInput(DdCommand command) {
        if (isDirect()) {
            command.inputFlag("direct");
        } else if (isEvicted()) {
            command.inputFlag("nocache");
        }
    }

    /** Adds dd's word for this access to the flags of the output. */
    void flagOutput(DdCommand command) {
        if (isDirect()) {
            command.outputFlag("direct");
        } else if (isEvicted()) {
            // Starts write-back at once; what is clean only later is dropped by the flush after the segment.
            command.outputFlag("nocache");
        }
    }
}
