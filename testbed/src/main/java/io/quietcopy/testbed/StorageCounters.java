package io.quietcopy.testbed;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * What was asked of a {@link StorageModel} since its start or the last {@link StorageModel#resetCounters}. Immutable.
 *
 * @param reads what was read
 * @param writes what was written
 * @param requests all requests by their kind
 * @param faults how often a fault met a request
 * @param hanging how many requests hang at this moment
 * @param storedBytes what all files take at this moment, in bytes, in blocks of 4096
 * @param meanLate how much later than due a request was carried out, on average: the model's own error
 * @param mostLate the same of the worst request
 */
public record StorageCounters(
        Traffic reads,
        Traffic writes,
        Map<StorageOperation, Long> requests,
        long faults,
        long hanging,
        long storedBytes,
        Duration meanLate,
        Duration mostLate) {

    /**
     * One direction.
     *
     * @param requests how many came, each of 1 MiB at most
     * @param bytes what was moved, in bytes
     * @param inFlight how many are not answered at this moment
     * @param inFlightBytes the bytes of those
     * @param mostInFlight the most that were not answered at a time
     * @param mostInFlightBytes the most bytes that were not answered at a time
     */
    public record Traffic(
            long requests, long bytes, long inFlight, long inFlightBytes, long mostInFlight, long mostInFlightBytes) {}

    /** Takes an immutable copy. */
    public StorageCounters {
        requests = Map.copyOf(requests);
    }

    /** Returns how many requests of a kind came. */
    public long of(StorageOperation operation) {
        return requests.getOrDefault(operation, 0L);
    }

    /** Returns how often a file was synced. */
    public long fsyncs() {
        return of(StorageOperation.FSYNC);
    }

    /** Returns how often the folder was synced. */
    public long folderFsyncs() {
        return of(StorageOperation.FSYNCDIR);
    }

    /** Reads {@code key=value} pairs, separated by blanks. */
    static StorageCounters parse(String line) throws IOException {
        Map<String, Long> values = new HashMap<>();
        for (String pair : line.strip().split(" ", -1)) {
            int equals = pair.indexOf('=');
            values.put(pair.substring(0, equals), Long.valueOf(pair.substring(equals + 1)));
        }
        Map<StorageOperation, Long> requests = new EnumMap<>(StorageOperation.class);
        for (StorageOperation operation : StorageOperation.values()) {
            requests.put(operation, value(values, operation.wireName()));
        }
        return new StorageCounters(
                traffic(values, "read"),
                traffic(values, "write"),
                requests,
                value(values, "faults"),
                value(values, "hanging"),
                value(values, "storedBytes"),
                Duration.ofNanos(value(values, "meanLateNanos")),
                Duration.ofNanos(value(values, "mostLateNanos")));
    }

    private static Traffic traffic(Map<String, Long> values, String direction) throws IOException {
        return new Traffic(
                value(values, direction),
                value(values, direction + ".bytes"),
                value(values, direction + ".inFlight"),
                value(values, direction + ".inFlightBytes"),
                value(values, direction + ".mostInFlight"),
                value(values, direction + ".mostInFlightBytes"));
    }

    private static long value(Map<String, Long> values, String key) throws IOException {
        Long value = values.get(key);
        if (value == null) {
            throw new IOException("the storage model tells no " + key);
        }
        return value;
    }
}
