package io.quietcopy;

/** Whether the finished target is read again before it is published. */
public enum VerifyPolicy {
    /** It is not. */
    NONE,
    /**
     * The target is read back past the cache after the flush, and its digest is compared with the one made while copying.
     * A difference is {@link ErrorCode#VERIFY_MISMATCH}, and nothing is published.
     */
    READ_BACK
}
