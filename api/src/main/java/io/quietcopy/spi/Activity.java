package io.quietcopy.spi;

/** A sign of life between two permits. */
public enum Activity {
    /** Bytes have been read. */
    READING,
    /** Bytes have been written. */
    WRITING,
    /** The storage makes zeroes, which may take long without a sign: the bound for zeroing applies until the next sign. */
    ZEROING,
    /** Written data is forced to the storage: the bound for flushing applies until the next sign. */
    FLUSHING
}
