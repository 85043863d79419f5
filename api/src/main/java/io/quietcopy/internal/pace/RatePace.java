package io.quietcopy.internal.pace;

/**
 * At most so many bytes a second: a token bucket.
 *
 * <p>The bucket holds a quarter of a second's bytes, so a pause is followed by no burst beyond that. A piece that is larger than
 * the bucket is granted when the bucket is full, and the debt is paid off before the next one: over any time {@code t} no
 * more than {@code rate * (t + 1/4 s)} bytes and one smallest piece are granted.
 */
final class RatePace implements PacePolicy {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BUCKET_SECONDS = 0.25;

    private final double bytesPerSecond;
    private double tokens;
    private long lastNanos;
    private boolean started;

    RatePace(double bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public long grant(long nowNanos, Wanted wanted) {
        refill(nowNanos);
        if (tokens < needed(wanted)) {
            return 0;
        }
        long granted = wanted.of(tokens);
        tokens -= granted;
        return granted;
    }

    @Override
    public long waitNanos(long nowNanos, Wanted wanted) {
        refill(nowNanos);
        double missing = needed(wanted) - tokens;
        return Math.max(1, (long) Math.ceil(missing / bytesPerSecond * NANOS_PER_SECOND));
    }

    @Override
    public void giveBack(long bytes) {
        tokens = Math.min(tokens + (double) bytes, bucket());
    }

    private double needed(Wanted wanted) {
        return Math.min((double) wanted.leastBytes(), bucket());
    }

    private double bucket() {
        return Math.max(1, bytesPerSecond * BUCKET_SECONDS);
    }

    private void refill(long nowNanos) {
        if (!started) {
            started = true;
            lastNanos = nowNanos;
        }
        double elapsed = Math.max(0, nowNanos - lastNanos);
        lastNanos = Math.max(lastNanos, nowNanos);
        tokens = Math.min(bucket(), tokens + elapsed / NANOS_PER_SECOND * bytesPerSecond);
    }
}
