package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.Durability;
import io.quietcopy.ErrorCode;
import io.quietcopy.FailureAction;
import io.quietcopy.TargetState;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all targets have in common: the library's own descriptor, the lock, the scratch files, the end. */
abstract class ClaimedTarget implements TargetFile {
    private static final int ENOSPC = 28;

    private static final Logger LOG = LoggerFactory.getLogger(ClaimedTarget.class);

    final TargetRequest request;
    final Host host;
    final TargetChannel channel;
    final TemporaryNames names;
    private final Side side;
    private TargetLock lock;
    private @Nullable TargetState end;
    private @Nullable Abandoned abandoned;

    ClaimedTarget(
            TargetRequest request, Host host, Side side, TargetChannel channel, TargetLock lock, TemporaryNames names) {
        this.request = request;
        this.host = host;
        this.side = side;
        this.channel = channel;
        this.lock = lock;
        this.names = names;
    }

    @Override
    public final Side side() {
        return side;
    }

    @Override
    public final Path newScratchFile() throws IOException {
        return names.newScratchFile();
    }

    /** Says in one clause how far the lock reaches. */
    static String describe(TargetLock lock) {
        return lock.unsupported()
                .map(reason -> "not locked, since the file system gives no locks (" + reason + ")")
                .orElse("locked with fcntl, which keeps off other copies, not other programs");
    }

    @Override
    public final void confirmClaim() throws CopyException {
        if (KernelLocks.heldByThisProcess(host.proc(), side.identity())) {
            return;
        }
        Optional<TargetLock> renewed = lock.renew();
        if (renewed.isEmpty()) {
            throw Opening.busy(request.target(), "it has locked the target");
        }
        lock = renewed.get();
    }

    @Override
    public final void flush() throws CopyException {
        flush(CopyPhase.FLUSH);
    }

    final void flush(CopyPhase phase) throws CopyException {
        try {
            channel.flush();
        } catch (IOException e) {
            int errno = IoFailures.errno(e).orElse(-1);
            CopyException.Builder failure = CopyException.builder(
                            ErrorCode.FLUSH_FAILED,
                            "the data could not be forced to the storage: " + IoFailures.reason(e))
                    .phase(phase)
                    .path(side.path())
                    .errno(errno)
                    .cause(e);
            if (errno == ENOSPC) {
                // A thin volume, a quota or a sparse image below: the file system had accepted the bytes.
                failure.remedy("Free space on the storage below the target's file system, then copy again.");
            }
            throw failure.build();
        }
    }

    final boolean durable() {
        return request.durability() == Durability.FSYNC;
    }

    /**
     * Makes sure that nothing is published that could get lost. Flushes once more: what was written since the last flush is
     * little, and a flush that has failed fails again.
     */
    final void flushAgain() throws CopyException {
        if (durable()) {
            if (!channel.flushed()) {
                throw new IllegalStateException("published without a flush");
            }
            flush(CopyPhase.PUBLISH);
        }
    }

    /** Remembers that the copy stands under the target's name, or may. */
    final void reached(TargetState state) {
        end = state;
    }

    @Override
    public final Abandoned abandon(FailureAction action, boolean touched) {
        if (abandoned == null) {
            List<Exception> problems = new ArrayList<>();
            List<Path> leftovers = new ArrayList<>();
            TargetState state = end;
            if (state == null) {
                state = giveUp(action, touched, leftovers, problems);
            }
            leftovers.addAll(names.removeScratchFiles(problems));
            abandoned = new Abandoned(state, lengthBefore(), List.copyOf(leftovers), List.copyOf(problems));
        }
        return abandoned;
    }

    /** Undoes what can be undone. */
    abstract TargetState giveUp(FailureAction action, boolean touched, List<Path> leftovers, List<Exception> problems);

    /** Returns how long a target that is written in place had been. */
    abstract OptionalLong lengthBefore();

    @Override
    public void close() {
        Abandoned last = abandon(FailureAction.REMOVE, true);
        if (!last.leftovers().isEmpty()) {
            LOG.debug("Left behind: {}", last.leftovers());
        }
        try {
            // Closing releases the lock.
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing {} failed after its last flush", side.path(), e);
        }
    }
}
