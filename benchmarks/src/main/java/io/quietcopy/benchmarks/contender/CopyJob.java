package io.quietcopy.benchmarks.contender;

import io.quietcopy.testbed.MemoryCgroup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a contender is to copy. Immutable.
 *
 * @param situation what it finds
 * @param pairs the copies, all at once; of no meaning for a command that copies nothing
 * @param imageBytes the length of each source
 * @param folder where to put what is needed beside; an ordinary folder
 * @param group the memory control group to run in
 */
public record CopyJob(
        Situation situation, List<Pair> pairs, long imageBytes, Path folder, Optional<MemoryCgroup> group) {

    /** Takes an immutable copy. */
    public CopyJob {
        pairs = List.copyOf(pairs);
    }

    /**
     * One copy.
     *
     * @param source what is copied
     * @param target where to
     */
    public record Pair(Path source, Path target) {}
}
