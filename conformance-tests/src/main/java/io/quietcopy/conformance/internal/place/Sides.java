package io.quietcopy.conformance.internal.place;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.TargetBytes;
import java.io.IOException;

/** Makes the sides of copies somewhere, and takes part where the place has something to say itself. */
public interface Sides {
    /**
     * Makes a folder for one try.
     *
     * @throws IOException if it cannot be made
     */
    TryFolder newTry(boolean oddNames) throws IOException;

    /**
     * Makes the source of a case.
     *
     * @throws IOException if that fails
     */
    ImageFile source(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException;

    /**
     * Makes the target of a case, with what it holds before.
     *
     * @throws IOException if that fails
     */
    ImageFile target(CopyCase copyCase, TargetBytes bytes, TryFolder folder) throws IOException;

    /**
     * Returns the kernel's name of the file system of a side's bytes.
     *
     * @throws IOException if it cannot be told
     */
    String fileSystemType() throws IOException;

    /**
     * Returns whether the engine has said before what it can do here, so that its modes can be held against that.
     */
    default boolean known() {
        return false;
    }

    /**
     * Both sides are there and the engine is about to open them.
     *
     * @throws IOException if the place cannot do its part
     */
    default void ready() throws IOException {}

    /**
     * {@code open()} has returned normally, and {@code run()} is about to be called.
     *
     * @throws IOException if the place cannot do its part
     */
    default void opened() throws IOException {}

    /**
     * {@code run()} has just returned or thrown; the session is still open.
     *
     * @throws IOException if the place cannot do its part
     */
    default void ran(Evidence evidence) throws IOException {}

    /**
     * The session is closed; contents are about to be read.
     *
     * @throws IOException if the place cannot do its part
     */
    default void calm() throws IOException {}
}
