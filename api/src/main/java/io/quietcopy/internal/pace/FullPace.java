package io.quietcopy.internal.pace;

/** As fast as the storage. */
final class FullPace implements PacePolicy {
    @Override
    public long grant(long nowNanos, Wanted wanted) {
        return wanted.mostBytes();
    }

    @Override
    public long waitNanos(long nowNanos, Wanted wanted) {
        return 1;
    }

    @Override
    public boolean limits() {
        return false;
    }
}
