package io.quietcopy;

/**
 * A copy was stopped before its end: by {@link CopyTask#cancel()}, by an interrupt, or because its {@link Copier} was
 * closed. {@link #code()} tells which.
 */
public final class CopyCancelledException extends CopyException {
    private static final long serialVersionUID = 1L;

    CopyCancelledException(Builder builder) {
        super(builder);
    }
}
