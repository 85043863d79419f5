package io.quietcopy.benchmarks.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What became of a {@link CopyQuestion}. Immutable.
 *
 * @param problem what went wrong, empty if nothing did
 * @param startNanos when it began, by {@link System#nanoTime}, which all processes of a Linux share
 * @param endNanos when it ended
 * @param userSeconds the processor time in user mode meanwhile, of the JVM and its ended children
 * @param systemSeconds the same in the kernel
 * @param peakMemoryBytes the most resident memory of the JVM meanwhile
 * @param windowBytes the largest in-flight window of the report, -1 if it has none
 */
public record CopyAnswer(
        String problem,
        long startNanos,
        long endNanos,
        double userSeconds,
        double systemSeconds,
        long peakMemoryBytes,
        long windowBytes) {

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(problem);
        out.writeLong(startNanos);
        out.writeLong(endNanos);
        out.writeDouble(userSeconds);
        out.writeDouble(systemSeconds);
        out.writeLong(peakMemoryBytes);
        out.writeLong(windowBytes);
    }

    /**
     * Reads one.
     *
     * @throws IOException if the other side has ended
     */
    public static CopyAnswer read(DataInputStream in) throws IOException {
        return new CopyAnswer(
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readLong(),
                in.readLong());
    }
}
