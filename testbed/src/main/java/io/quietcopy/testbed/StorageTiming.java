package io.quietcopy.testbed;

import java.time.Duration;

/**
 * How long the requests to a {@link StorageModel} take. Immutable; each method returns a changed copy.
 *
 * <p>A read or write goes through the pipe of its direction, one after the other: each takes the request time and its
 * bytes divided by the bandwidth. Behind the pipe it takes the latency and the jitter, side by side with all others. So one
 * request at a time of {@code n} bytes gets {@code n / (requestTime + n / bandwidth + latency)} bytes a second, and
 * {@code bandwidth x latency} bytes in flight are about what keeps the pipe full.
 */
public final class StorageTiming {

    private static final StorageTiming IMMEDIATE =
            new StorageTiming(Duration.ZERO, Duration.ZERO, 0, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final Duration latency;
    private final Duration jitter;
    private final long jitterSeed;
    private final long readBytesPerSecond;
    private final long writeBytesPerSecond;
    private final Duration requestTime;
    private final Duration syncTime;
    private final Duration metadataTime;

    private StorageTiming(
            Duration latency,
            Duration jitter,
            long jitterSeed,
            long readBytesPerSecond,
            long writeBytesPerSecond,
            Duration requestTime,
            Duration syncTime,
            Duration metadataTime) {
        this.latency = notNegative(latency);
        this.jitter = notNegative(jitter);
        this.jitterSeed = jitterSeed;
        this.readBytesPerSecond = readBytesPerSecond;
        this.writeBytesPerSecond = writeBytesPerSecond;
        this.requestTime = notNegative(requestTime);
        this.syncTime = notNegative(syncTime);
        this.metadataTime = notNegative(metadataTime);
    }

    /** Returns a timing without any delay or limit. */
    public static StorageTiming immediate() {
        return IMMEDIATE;
    }

    /** Sets the time that each read, write and sync takes beside all others; zero unless told otherwise. */
    public StorageTiming latency(Duration value) {
        return new StorageTiming(
                value,
                jitter,
                jitterSeed,
                readBytesPerSecond,
                writeBytesPerSecond,
                requestTime,
                syncTime,
                metadataTime);
    }

    /**
     * Sets what the latency is lengthened by: random times, each as likely as the other, from zero to this one.
     *
     * @param seed the same one gives the same times in the same order
     */
    public StorageTiming jitter(Duration longest, long seed) {
        return new StorageTiming(
                latency, longest, seed, readBytesPerSecond, writeBytesPerSecond, requestTime, syncTime, metadataTime);
    }

    /** Sets the bandwidth of each of the two directions, in bytes a second; without limit unless told otherwise. */
    public StorageTiming bandwidth(long bytesPerSecond) {
        return bandwidth(bytesPerSecond, bytesPerSecond);
    }

    /** Sets the bandwidth of reads and of writes, in bytes a second. */
    public StorageTiming bandwidth(long readsBytesPerSecond, long writesBytesPerSecond) {
        if (readsBytesPerSecond <= 0 || writesBytesPerSecond <= 0) {
            throw new IllegalArgumentException("bandwidths (" + readsBytesPerSecond + " and " + writesBytesPerSecond
                    + " bytes a second) must be positive");
        }
        return new StorageTiming(
                latency,
                jitter,
                jitterSeed,
                readsBytesPerSecond,
                writesBytesPerSecond,
                requestTime,
                syncTime,
                metadataTime);
    }

    /** Sets what each read and write takes in the pipe beside its bytes, which makes small requests costly. */
    public StorageTiming requestTime(Duration value) {
        return new StorageTiming(
                latency, jitter, jitterSeed, readBytesPerSecond, writeBytesPerSecond, value, syncTime, metadataTime);
    }

    /** Sets what each sync of a file or the folder takes beside the latency. */
    public StorageTiming syncTime(Duration value) {
        return new StorageTiming(
                latency, jitter, jitterSeed, readBytesPerSecond, writeBytesPerSecond, requestTime, value, metadataTime);
    }

    /** Sets what everything else takes: open, create, stat, rename and so on. */
    public StorageTiming metadataTime(Duration value) {
        return new StorageTiming(
                latency, jitter, jitterSeed, readBytesPerSecond, writeBytesPerSecond, requestTime, syncTime, value);
    }

    /** The command that sets it. */
    String command() {
        return "timing " + latency.toNanos() + " " + jitter.toNanos() + " " + Long.toUnsignedString(jitterSeed) + " "
                + readBytesPerSecond + " " + writeBytesPerSecond + " " + requestTime.toNanos() + " "
                + requestTime.toNanos() + " " + syncTime.toNanos() + " " + metadataTime.toNanos();
    }

    @Override
    public String toString() {
        return "latency " + latency + " + 0.." + jitter + ", reads " + rate(readBytesPerSecond) + ", writes "
                + rate(writeBytesPerSecond) + ", request " + requestTime + ", sync " + syncTime + ", metadata "
                + metadataTime;
    }

    private static String rate(long bytesPerSecond) {
        return bytesPerSecond == 0 ? "without limit" : bytesPerSecond + " bytes/s";
    }

    private static Duration notNegative(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a time (" + duration + ") must not be negative");
        }
        return duration;
    }
}
