package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.TargetState;
import io.quietcopy.internal.host.Host;
import java.util.List;
import java.util.OptionalLong;

/** A file or device that is written where it stands: nothing is staged, and publishing changes no name. */
abstract class InPlaceTarget extends ClaimedTarget {
    private final long lengthBefore;
    private final List<String> notes;

    InPlaceTarget(
            TargetRequest request,
            Host host,
            TargetSide side,
            TargetChannel channel,
            TargetLock lock,
            TemporaryNames names,
            long lengthBefore,
            List<String> notes) {
        super(request, host, side, channel, lock, names);
        this.lengthBefore = lengthBefore;
        this.notes = List.copyOf(notes);
    }

    @Override
    public final boolean staged() {
        return false;
    }

    @Override
    public final boolean preallocated() {
        return false;
    }

    @Override
    public final List<String> notes() {
        return notes;
    }

    @Override
    public final void trim() {
        // What stands behind the last range belongs to somebody else.
    }

    @Override
    public final Published publish(PublishGate gate) throws CopyException {
        flushAgain();
        if (!gate.enter()) {
            return Published.NOT;
        }
        reached(durable() ? TargetState.COMPLETE : TargetState.COMPLETE_NOT_DURABLE);
        return new Published(true, durable(), List.of(), List.of());
    }

    @Override
    final OptionalLong lengthBefore() {
        return OptionalLong.of(lengthBefore);
    }
}
