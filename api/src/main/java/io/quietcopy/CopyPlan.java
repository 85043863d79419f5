package io.quietcopy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a copy would do, found out without creating, opening for writing, or writing anything.
 *
 * <p>Immutable and thread-safe.
 */
public interface CopyPlan {
    /**
     * Returns the source that would be read, symbolic links resolved.
     *
     * @return the path, never null
     */
    Path source();

    /**
     * Returns the target that would be written, symbolic links resolved.
     *
     * @return the path, never null
     */
    Path target();

    /**
     * Returns the number of bytes in all ranges.
     *
     * @return bytes, at least 0
     */
    long totalBytes();

    /**
     * Returns how much of the source is known to be data.
     *
     * @return bytes, or empty if neither extents nor allocation are known
     */
    OptionalLong dataBytes();

    /**
     * Returns the engines in the order in which they would be tried, the first that says it fits marked as chosen.
     *
     * @return the candidates, never null
     */
    List<EngineAttempt> candidates();

    /**
     * Returns how the source would be read.
     *
     * @return the mode; {@link SideMode.Access#NONE} if no engine fits
     */
    SideMode sourceMode();

    /**
     * Returns how the target would be written.
     *
     * @return the mode; {@link SideMode.Access#NONE} if no engine fits
     */
    SideMode targetMode();

    /**
     * Returns every setting that counts, with its origin.
     *
     * @return lines of {@code key = value (origin)}, never null
     */
    List<String> settings();

    /**
     * Returns what else is worth knowing: how the target would be guarded, published, checked.
     *
     * @return sentences for people, never null
     */
    List<String> notes();

    /**
     * Returns the plan as JSON, as {@code docs/copy-plan.schema.json} describes it.
     *
     * @return one line, never null
     */
    String toJson();
}
