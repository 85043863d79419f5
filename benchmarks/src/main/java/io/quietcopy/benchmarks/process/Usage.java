package io.quietcopy.benchmarks.process;

import java.io.IOException;

/**
 * What processes have used. Immutable.
 *
 * @param userSeconds processor time in user mode
 * @param systemSeconds processor time in the kernel
 * @param peakMemoryBytes the most resident memory of the largest of the processes
 */
public record Usage(double userSeconds, double systemSeconds, long peakMemoryBytes) {

    /**
     * Returns what this process has used so far, with its ended children that it has waited for.
     *
     * @throws IOException if the kernel does not tell
     */
    public static Usage ofThisProcess() throws IOException {
        return of(Libc.RUSAGE_SELF).plus(of(Libc.RUSAGE_CHILDREN));
    }

    /** Returns the sum, as of processes side by side. */
    public Usage plus(Usage other) {
        return new Usage(
                userSeconds + other.userSeconds,
                systemSeconds + other.systemSeconds,
                peakMemoryBytes + other.peakMemoryBytes);
    }

    private static Usage of(int who) throws IOException {
        byte[] rusage = Libc.rusage();
        if (Libc.getrusage(who, rusage) != 0) {
            throw new IOException("getrusage failed");
        }
        return Libc.usage(rusage);
    }
}
