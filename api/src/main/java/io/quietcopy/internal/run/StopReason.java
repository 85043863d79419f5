package io.quietcopy.internal.run;

import io.quietcopy.ErrorCode;

/** Why a copy is stopped before its end. */
enum StopReason {
    /** {@link io.quietcopy.CopyTask#cancel()}. */
    CANCELLED(ErrorCode.CANCELLED, "the copy was cancelled"),
    /** The waiting thread was interrupted. */
    INTERRUPTED(ErrorCode.INTERRUPTED, "the thread that waited for the copy was interrupted"),
    /** {@link io.quietcopy.Copier#close()}. */
    CLOSED(ErrorCode.COPIER_CLOSED, "the copier was closed while the copy ran"),
    /** The deadline has passed. */
    DEADLINE(ErrorCode.DEADLINE_EXCEEDED, "the copy took longer than its deadline"),
    /** Nothing moved for too long. */
    STALLED(ErrorCode.STALLED, "nothing moved for longer than the stall timeout");

    private final ErrorCode code;
    private final String text;

    StopReason(ErrorCode code, String text) {
        this.code = code;
        this.text = text;
    }

    ErrorCode code() {
        return code;
    }

    String text() {
        return text;
    }
}
