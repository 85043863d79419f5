package io.quietcopy;

/** A checksum over the bytes of the copied ranges in order of target offset, holes counting as zeroes. */
public enum DigestAlgorithm {
    /** No digest. */
    NONE,
    /** SHA-256. */
    SHA_256,
    /** SHA-512. */
    SHA_512,
    /** MD5, for comparing with catalogues that have nothing better. */
    MD5,
    /** CRC-32C (Castagnoli): detects damage, not deceit, at the least cost. */
    CRC32C
}
