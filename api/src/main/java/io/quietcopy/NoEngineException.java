package io.quietcopy;

/**
 * No engine could take the copy. The message has a row for each candidate with the reason; the target is
 * {@link TargetState#UNTOUCHED}.
 */
public final class NoEngineException extends CopyException {
    private static final long serialVersionUID = 1L;

    NoEngineException(Builder builder) {
        super(builder);
    }
}
