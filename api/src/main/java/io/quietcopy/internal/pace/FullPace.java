package io.quietcopy.internal.pace;

/** As fast as the storage. */
final class FullPace implements PacePolicy {
    @Override
    public long grant(long nowNanos, long minBytes, long maxBytes) {
        return maxBytes;
    }

    @Override
    public long waitNanos(long nowNanos, long minBytes) {
        return 1;
    }

    @Override
    public void giveBack(long bytes) {
        // nothing is counted
    }
}
