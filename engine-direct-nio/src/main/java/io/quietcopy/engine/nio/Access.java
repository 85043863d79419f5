package io.quietcopy.engine.nio;

import io.quietcopy.SideMode;

/**
 * How one side is accessed.
 *
 * @param mode what the report says of it
 * @param blockBytes the alignment that direct I/O needs, 1 if it is none
 */
record Access(SideMode mode, int blockBytes) {
    static Access direct(int blockBytes, String reason) {
        return new Access(SideMode.of(SideMode.Access.DIRECT, reason), blockBytes);
    }

    static Access buffered(String reason) {
        return new Access(SideMode.of(SideMode.Access.BUFFERED, reason), 1);
    }

    boolean isDirect() {
        return mode.access() == SideMode.Access.DIRECT;
    }
}
