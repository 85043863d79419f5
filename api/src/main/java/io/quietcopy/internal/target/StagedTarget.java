package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import io.quietcopy.FailureAction;
import io.quietcopy.TargetState;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A target whose bytes go into a new file beside it, which gets the target's name when it is complete.
 *
 * <p>Publishing takes these steps, so that whatever may hang or fail does so while nothing has happened yet:
 * <ol>
 * <li>final mode and attributes; on a frozen file system the copy hangs here, where it can still be called off;
 * <li>a second flush, since those attributes came after the first (the data is clean, so it is cheap);
 * <li>temporary and target name are checked to be what they were;
 * <li>the gate;
 * <li>the name, by rename or link. If that reports an error, the name is looked at: a file server may have done what it
 *     answered with an error to a repeated request;
 * <li>a flush of the folder.
 * </ol>
 */
abstract class StagedTarget extends ClaimedTarget {
    private static final Logger LOG = LoggerFactory.getLogger(StagedTarget.class);

    final Staging staging;

    StagedTarget(TargetRequest request, Host host, TemporaryNames names, Staging staging) {
        super(request, host, staging.side(request), staging.channel(), staging.lock(), names);
        this.staging = staging;
    }

    @Override
    public final boolean staged() {
        return true;
    }

    @Override
    public final boolean preallocated() {
        return staging.preallocated();
    }

    @Override
    public final String guard() {
        return "other copies to the same name were looked for; the temporary file is " + describe(staging.lock());
    }

    @Override
    public final void trim() throws CopyException {
        long length = request.finalLengthBytes();
        try {
            long size = channel.size();
            if (size < length) {
                throw CopyException.builder(
                                ErrorCode.SHORT_COPY, "the temporary file has " + size + " bytes instead of " + length)
                        .phase(CopyPhase.TRANSFER)
                        .path(staging.path())
                        .build();
            }
            channel.cutTo(length);
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            throw IoFailures.describe(
                            e,
                            ErrorCode.WRITE_FAILED,
                            "the temporary file cannot be cut to its length",
                            CopyPhase.TRANSFER,
                            staging.path(),
                            false)
                    .build();
        }
    }

    @Override
    public final Published publish(PublishGate gate) throws CopyException {
        try {
            names.removeScratchFiles(new ArrayList<>());
            finishAttributes();
            staging.requireName();
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            throw publishFailed(e, "the temporary file cannot be made ready");
        }
        flushAgain();
        recheckTarget();
        if (!gate.enter()) {
            return Published.NOT;
        }
        List<String> notes = new ArrayList<>();
        try {
            takeName();
        } catch (IOException e) {
            requireTaken(e);
            notes.add("the file system gave the file its name, but reported: " + IoFailures.reason(e));
        }
        return settle(notes);
    }

    /** Gives the staged file the mode and the attributes that it will have under the target's name. */
    abstract void finishAttributes() throws IOException;

    /** Makes sure that the target's name is still free, or still that of the file that is to be replaced. */
    abstract void recheckTarget() throws CopyException;

    /** Gives the staged file the target's name. */
    abstract void takeName() throws IOException;

    /** Removes the temporary name, if the file still has it. */
    abstract List<Path> dropTemporaryName(List<Exception> problems);

    /** Returns the state in which the target is as it was. */
    abstract TargetState notPublished(boolean removed);

    /** Finds out whether the name was taken although an error was reported. */
    private void requireTaken(IOException failure) throws CopyException {
        try {
            if (FileFacts.of(request.target()).identity().equals(staging.identity())) {
                return;
            }
        } catch (NoSuchFileException e) {
            failure.addSuppressed(e);
        } catch (IOException e) {
            failure.addSuppressed(e);
            // The one that lets a caller rely on nothing.
            reached(TargetState.COMPLETE_NOT_DURABLE);
            throw CopyException.builder(
                            ErrorCode.PUBLISH_FAILED,
                            "nobody can tell whether the file has got its name: " + IoFailures.reason(failure))
                    .phase(CopyPhase.PUBLISH)
                    .path(request.target())
                    .targetState(TargetState.COMPLETE_NOT_DURABLE)
                    .leftover(staging.path())
                    .cause(failure)
                    .build();
        }
        if (failure instanceof FileAlreadyExistsException) {
            throw lateComer(failure);
        }
        throw publishFailed(failure, "the file cannot be given its name");
    }

    private Published settle(List<String> notes) throws CopyException {
        // Until the folder is flushed: should that hang for ever, this is what is known.
        reached(TargetState.COMPLETE_NOT_DURABLE);
        List<Exception> problems = new ArrayList<>();
        boolean flushed = false;
        CopyException failure = null;
        if (durable()) {
            try {
                flushed = staging.folder().flush();
                if (!flushed) {
                    notes.add("the folder's file system cannot be told to make a name durable");
                }
            } catch (IOException e) {
                failure = folderNotFlushed(e);
            }
        }
        List<Path> leftovers = new ArrayList<>(dropTemporaryName(problems));
        leftovers.addAll(names.removeScratchFiles(problems));
        if (failure != null) {
            problems.forEach(failure::addSuppressed);
            throw failure;
        }
        if (flushed) {
            reached(TargetState.COMPLETE);
        }
        problems.forEach(problem -> LOG.debug("A temporary file is left behind", problem));
        return new Published(true, flushed, List.copyOf(notes), List.copyOf(leftovers));
    }

    private CopyException folderNotFlushed(IOException e) {
        return CopyException.builder(
                        ErrorCode.FLUSH_FAILED,
                        "the folder could not be forced to the storage: " + IoFailures.reason(e))
                .phase(CopyPhase.PUBLISH)
                .path(request.folder())
                .errno(IoFailures.errno(e).orElse(-1))
                .targetState(TargetState.COMPLETE_NOT_DURABLE)
                .cause(e)
                .build();
    }

    final CopyException publishFailed(IOException failure, String what) {
        return IoFailures.describe(failure, ErrorCode.PUBLISH_FAILED, what, CopyPhase.PUBLISH, request.target(), false)
                .build();
    }

    final CopyException lateComer(IOException failure) {
        return CopyException.builder(ErrorCode.TARGET_EXISTS, "somebody else has made the target meanwhile")
                .phase(CopyPhase.PUBLISH)
                .path(request.target())
                .cause(failure)
                .build();
    }

    @Override
    final TargetState giveUp(FailureAction action, boolean touched, List<Path> leftovers, List<Exception> problems) {
        List<Path> left = staging.discard(action, names, problems);
        leftovers.addAll(left);
        return notPublished(left.isEmpty());
    }

    @Override
    final OptionalLong lengthBefore() {
        return OptionalLong.empty();
    }

    @Override
    public final void close() {
        super.close();
        try {
            staging.close();
        } catch (IOException e) {
            LOG.debug("Closing the folder of {} failed", request.target(), e);
        }
    }
}
