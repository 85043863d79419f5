package io.quietcopy.internal.target;

import io.quietcopy.TargetState;
import io.quietcopy.internal.host.Host;
import java.util.List;
import java.util.OptionalLong;

/** A file or device that is written where it stands: nothing is staged, and publishing changes no name. */
abstract class InPlaceTarget extends ClaimedTarget {
    private final long lengthBefore;

    InPlaceTarget(
            TargetRequest request,
            Host host,
            TargetSide side,
            TargetChannel channel,
            TargetLock lock,
            TemporaryNames names,
            long lengthBefore) {
        super(request, host, side, channel, lock, names);
        this.lengthBefore = lengthBefore;
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
    public List<String> notes() {
        return List.of();
    }

    @Override
    public final void trim() {
        // What stands behind the last range belongs to somebody else.
    }

    @Override
    public final Published publish(PublishGate gate) {
        requireFlushed();
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
