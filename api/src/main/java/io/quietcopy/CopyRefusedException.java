package io.quietcopy;

/** A copy was refused by the checks before its first write: the target is {@link TargetState#UNTOUCHED}. */
public final class CopyRefusedException extends CopyException {
    private static final long serialVersionUID = 1L;

    CopyRefusedException(Builder builder) {
        super(builder);
    }
}
