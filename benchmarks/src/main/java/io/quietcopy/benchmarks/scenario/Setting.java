package io.quietcopy.benchmarks.scenario;

import io.quietcopy.benchmarks.contender.Contender;
import io.quietcopy.benchmarks.result.Fact;
import io.quietcopy.testbed.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One variant of a scenario, not made yet. Immutable.
 *
 * @param scenario the scenario's id
 * @param id the id, unique
 * @param title what it is, for people
 * @param imageBytes the length of all images that one run copies
 * @param dataBytes how much of that is not hole
 * @param copies how many copies run at once
 * @param diskBytes the most room that it needs on the file system
 * @param memoryBytes the memory that it needs beside, for storage that is in memory
 * @param needs what the machine must offer
 * @param contenders who runs, in the order to show
 * @param opener makes it
 */
public record Setting(
        String scenario,
        String id,
        String title,
        long imageBytes,
        long dataBytes,
        int copies,
        long diskBytes,
        long memoryBytes,
        List<Requirement> needs,
        List<Contender> contenders,
        Opener opener) {

    /** Takes immutable copies. */
    public Setting {
        needs = List.copyOf(needs);
        contenders = List.copyOf(contenders);
    }

    /** Makes a setting. */
    public interface Opener {
        /** Makes this setting in this folder. */
        Opened open(Setting setting, Path folder) throws IOException;
    }

    /**
     * A setting that is ready.
     *
     * @param trial lets contenders run in it
     * @param facts what is known of it
     */
    public record Opened(Trial trial, Map<Fact, Double> facts) {}

    /** Returns the same setting for others. */
    public Setting with(List<Contender> others) {
        return new Setting(
                scenario, id, title, imageBytes, dataBytes, copies, diskBytes, memoryBytes, needs, others, opener);
    }

    /** Returns what the machine lacks for it, for people; empty if nothing. */
    public Optional<String> lack() {
        return needs.stream().flatMap(need -> need.missing().stream()).findFirst();
    }

    /**
     * Makes the files, devices and mounts.
     *
     * @param folder an empty folder on the file system to measure
     * @throws IOException if that fails; nothing is left behind outside the folder
     */
    public Opened open(Path folder) throws IOException {
        return opener.open(this, folder);
    }
}
