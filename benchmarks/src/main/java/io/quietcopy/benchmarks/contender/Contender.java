package io.quietcopy.benchmarks.contender;

import io.quietcopy.benchmarks.result.ContenderKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Somebody who copies, or shows what would be possible. */
public interface Contender {

    /** What becomes of a target that exists. */
    enum Writes {
        /** It is written over where it is. */
        IN_PLACE,
        /** It is cut to nothing or replaced, so that the file system allocates anew. */
        ANEW,
        /** It is written over with something that is no copy of the source. */
        SOMETHING_ELSE
    }

    /** A contender that only waits for the word. */
    interface Ready extends AutoCloseable {
        /**
         * Copies.
         *
         * @param limit the time after which it is ended
         * @throws IOException if it cannot even be started
         */
        Attempt run(Duration limit) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Returns the id: lower case with dashes. */
    String id();

    /** Returns the name for people. */
    String label();

    /** Returns what it is to the others. */
    ContenderKind kind();

    /** Returns what becomes of a target that exists. */
    Writes writes();

    /** Returns whether it asks for direct I/O on both sides. */
    boolean direct();

    /** Returns whether it keeps something of a place from one copy to the next. */
    default boolean learns() {
        return false;
    }

    /** Returns what is missing to run it, for people; empty if nothing is. */
    Optional<String> lack();

    /**
     * Makes everything ready to copy, before the clock starts.
     *
     * @throws IOException if that fails
     */
    Ready ready(CopyJob job) throws IOException;
}
