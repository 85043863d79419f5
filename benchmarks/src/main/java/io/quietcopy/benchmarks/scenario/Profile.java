package io.quietcopy.benchmarks.scenario;

import java.time.Duration;
import java.util.List;

/**
 * How large everything is. All sizes follow from one. Immutable.
 *
 * @param quick whether it is only to see that everything works
 * @param sizeBytes the length of the image that is copied most; 1 GiB unless told otherwise, a multiple of 1 MiB
 * @param rounds how often each contender runs
 * @param seed what orders and contents come from
 */
public record Profile(boolean quick, long sizeBytes, int rounds, long seed) {
    private static final long MIB = 1 << 20;

    /** The length of the sparse image, of which a tenth is data. */
    long sparseBytes() {
        return 8 * sizeBytes;
    }

    /** The virtual sizes to compare, of which a thirty-second part is data. */
    List<Long> scaleBytes() {
        return quick
                ? List.of(4 * sizeBytes, 16 * sizeBytes)
                : List.of(sizeBytes, 4 * sizeBytes, 16 * sizeBytes, 64 * sizeBytes);
    }

    /** How many copies run at once. */
    List<Integer> copiesAtOnce() {
        return quick ? List.of(1, 2) : List.of(1, 2, 4, 8);
    }

    /** The length of each of these copies. */
    long copyAtOnceBytes() {
        return Math.max(MIB, sizeBytes / 4 / MIB * MIB);
    }

    /** The length of the image that is copied beside the neighbour. */
    long neighbourBytes() {
        return 4 * sizeBytes;
    }

    /** The length of the image on storage that is far away: enough for more than a second after the start. */
    long remoteBytes() {
        return quick ? sizeBytes : Math.max(sizeBytes, 512 * MIB);
    }

    /** What the neighbour reads at random. */
    long workingSetBytes() {
        return quick ? 16 * MIB : 200 * MIB;
    }

    /** What the neighbour and the copy may use together, page cache included. */
    static long groupBytes() {
        return 512 * MIB;
    }

    /** How long the neighbour is alone before a copy, and after it. */
    Duration aroundCopy() {
        return quick ? Duration.ofMillis(200) : Duration.ofSeconds(2);
    }

    /** How long the neighbour is alone where nobody copies. */
    public Duration idle() {
        return quick ? Duration.ofMillis(300) : Duration.ofSeconds(5);
    }

    /** How long the neighbour works before anything counts. */
    Duration neighbourWarmUp() {
        return quick ? Duration.ofMillis(200) : Duration.ofMillis(1500);
    }

    /** How many requests fio keeps in flight on each side. */
    public List<Integer> fioDepths() {
        return quick ? List.of(4) : List.of(1, 2, 4, 8, 16);
    }

    /** The latencies of the storage model in milliseconds. */
    static List<Integer> remoteLatenciesMillis() {
        return List.of(2, 10);
    }

    /** The length of a copy that warms up a JVM: long enough for blocks to become as large as they will be. */
    public long warmUpBytes() {
        return quick ? 4 * MIB : 256 * MIB;
    }

    /** How many copies warm up a JVM that is used for all of a run, for each engine: Java compiles for some 16 GiB. */
    public int sharedWarmUpCopies() {
        return quick ? 1 : 64;
    }

    /** How many copies warm up a JVM that is used once. */
    public int ownWarmUpCopies() {
        return quick ? 1 : 16;
    }

    /** The time after which a run is ended: who is slower than 10 MiB/s is of no use any more. */
    static Duration limit(long dataBytes) {
        return limit(dataBytes, 10);
    }

    /** The same where many are slow, as far away: each is to be seen once, nobody wants to wait. */
    static Duration remoteLimit(long dataBytes) {
        return limit(dataBytes, 30);
    }

    /** The same for who may be quiet at the expense of time. */
    static Duration neighbourLimit(long dataBytes) {
        return limit(dataBytes, 20);
    }

    private static Duration limit(long dataBytes, int leastMebibytesPerSecond) {
        return Duration.ofSeconds(Math.min(180, Math.max(20, dataBytes / (leastMebibytesPerSecond * MIB))));
    }
}
