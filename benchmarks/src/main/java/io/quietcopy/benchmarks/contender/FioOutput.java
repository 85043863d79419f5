package io.quietcopy.benchmarks.contender;

import java.util.List;

/**
 * Reads fio's terse output, version 3: a line for each job, fields separated by semicolons. The ninth field is the time that
 * the job read, the fiftieth the time that it wrote, in milliseconds.
 */
final class FioOutput {
    private static final int READ_MILLIS = 8;
    private static final int WRITE_MILLIS = 49;

    private FioOutput() {}

    /** Returns the time from start to the end of the slower side, in seconds. */
    static double seconds(String output) {
        long millis = output.lines()
                .filter(line -> line.startsWith("3;"))
                .map(line -> List.of(line.split(";", -1)))
                .mapToLong(fields -> Math.max(number(fields, READ_MILLIS), number(fields, WRITE_MILLIS)))
                .max()
                .orElseThrow(() -> new IllegalArgumentException("fio printed no result: " + output));
        return Math.max(1, millis) / 1000.0;
    }

    private static long number(List<String> fields, int index) {
        if (index >= fields.size()) {
            throw new IllegalArgumentException("fio printed " + fields.size() + " fields");
        }
        return Long.parseLong(fields.get(index));
    }
}
