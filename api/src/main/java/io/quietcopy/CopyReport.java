package io.quietcopy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a finished copy really did.
 *
 * <p>Immutable and thread-safe.
 */
public interface CopyReport {
    /**
     * Returns the label of the request.
     *
     * @return the label, never null
     */
    String label();

    /**
     * Returns the source that was read, symbolic links resolved.
     *
     * @return the path, never null
     */
    Path source();

    /**
     * Returns the target that was written, symbolic links resolved.
     *
     * @return the path, never null
     */
    Path target();

    /**
     * Returns what became of the target's name.
     *
     * @return the mode of the request, never null
     */
    TargetMode mode();

    /**
     * Returns the engine that moved the bytes.
     *
     * @return its id, never null
     */
    String engine();

    /**
     * Returns the candidates up to the chosen one, with their reasons.
     *
     * @return the candidates in the order in which they were tried, never null
     */
    List<EngineAttempt> candidates();

    /**
     * Returns how the source was read.
     *
     * @return the mode, never null
     */
    SideMode sourceMode();

    /**
     * Returns how the target was written.
     *
     * @return the mode, never null
     */
    SideMode targetMode();

    /**
     * Returns how the target was guarded against other users.
     *
     * @return one clause for people, never null
     */
    String guard();

    /**
     * Returns the number of bytes in all ranges: the sum of copied, zeroed, skipped and shared.
     *
     * @return bytes, at least 0
     */
    long totalBytes();

    /**
     * Returns the number of bytes that were read and written.
     *
     * @return bytes, at least 0
     */
    long copiedBytes();

    /**
     * Returns the number of bytes that were made zero without reading them.
     *
     * @return bytes, at least 0
     */
    long zeroedBytes();

    /**
     * Returns the number of bytes that needed no work because the target read as zero already.
     *
     * @return bytes, at least 0
     */
    long skippedBytes();

    /**
     * Returns the number of bytes that the file system shares between source and target.
     *
     * @return bytes, at least 0
     */
    long sharedBytes();

    /**
     * Returns the time from start to success.
     *
     * @return the time, never null
     */
    Duration elapsed();

    /**
     * Returns the time that each phase took.
     *
     * @return the phases that ran, in their order, never null
     */
    Map<CopyPhase, Duration> phaseTimes();

    /**
     * Returns the digest of the copied ranges.
     *
     * @return the algorithm's digest in lower-case hexadecimal digits, or empty if none was asked for
     */
    Optional<String> digest();

    /**
     * Returns whether the target was read back and compared.
     *
     * @return true if it was and it was equal
     */
    boolean verified();

    /**
     * Returns whether data and name survive a power cut.
     *
     * @return true if every flush was made and succeeded
     */
    boolean durable();

    /**
     * Returns whether the pace held the copy back at any time.
     *
     * @return true if it did
     */
    boolean limitApplied();

    /**
     * Returns the course of the in-flight window.
     *
     * @return samples in the order of time, never null; empty for engines that have none
     */
    List<WindowSample> inFlight();

    /**
     * Returns what else is worth knowing.
     *
     * @return sentences for people, never null
     */
    List<String> notes();

    /**
     * Returns the report as JSON, as {@code docs/copy-report.schema.json} describes it.
     *
     * @return one line, never null
     */
    String toJson();
}
