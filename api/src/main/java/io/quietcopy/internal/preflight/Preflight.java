package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.CopyRequest;
import io.quietcopy.ErrorCode;
import io.quietcopy.GuardPolicy;
import io.quietcopy.TargetMode;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.host.StorageFacts;
import io.quietcopy.spi.FileKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The checks before the first write. Nothing is created or written by them. */
public final class Preflight {
    private final CopyRequest request;
    private final ZeroPolicy zeroes;
    private final GuardPolicy guard;
    private final Surroundings around;
    private final List<String> notes = new ArrayList<>();

    private Preflight(CopyRequest request, ZeroPolicy zeroes, GuardPolicy guard, Host host) {
        this.request = request;
        this.zeroes = zeroes;
        this.guard = guard;
        this.around = Surroundings.look(host);
    }

    /**
     * Checks a request. The cheap and certain checks go first, those that read other tables after them, the ranges, of which
     * there may be millions, last but for the room that they need.
     *
     * @return what was found out
     * @throws CopyException if something stands against the copy; the target is untouched
     */
    public static CheckedCopy check(CopyRequest request, ZeroPolicy zeroes, GuardPolicy guard, Host host)
            throws CopyException {
        NameChecks.check(request);
        return new Preflight(request, zeroes, guard, host).run();
    }

    private CheckedCopy run() throws CopyException {
        SourceChecks.Found source = SourceChecks.check(request.source(), around);
        TargetChecks.Place place = TargetChecks.check(request, source, around);
        Optional<FileFacts> existing = place.existing();
        SameFileCheck.check(request, source.facts(), existing.orElse(place.folder()), around);
        if (existing.isPresent()) {
            DeviceChecks.check(request.target(), existing.get(), false, guard, around, notes);
        }
        RangeScan scan = RangeScan.of(request.ranges(), source.lengthBytes());
        Optional<CheckedSide> target = existing.isPresent() ? Optional.of(side(existing.get())) : Optional.empty();
        long finalLength = finalLength(scan, target);
        OptionalLong allocated = StorageFacts.allocatedBytes(source.facts(), around.host());
        if (existing.isEmpty() || !existing.get().isBlockDevice()) {
            checkRoom(source, place, scan, finalLength, allocated);
        }
        return new CheckedCopy(
                CheckedSide.of(source.facts(), source.lengthBytes(), source.blockBytes()),
                SourceStamp.of(source.facts(), source.lengthBytes()),
                request.mode(),
                place.path(),
                place.folder().path(),
                place.folderIdentity(),
                target,
                target.isPresent() ? target.get().logicalBlockBytes() : blockBytes(place.folder()),
                scan.totalBytes(),
                scan.count(),
                finalLength,
                request.mode() == TargetMode.IN_PLACE && target.isPresent()
                        ? OptionalLong.of(target.get().lengthBytes())
                        : OptionalLong.empty(),
                allocated,
                DeviceChecks.describe(existing, around),
                notes);
    }

    private void checkRoom(
            SourceChecks.Found source,
            TargetChecks.Place place,
            RangeScan scan,
            long finalLength,
            OptionalLong allocated)
            throws CopyException {
        boolean inPlace = request.mode() == TargetMode.IN_PLACE;
        boolean grows = !inPlace
                || place.existing()
                        .map(facts -> finalLength > facts.sizeBytes())
                        .orElse(true);
        SpaceCheck space = new SpaceCheck(request.target(), request.mode(), source, place, around, notes);
        space.checkLength(grows ? finalLength : scan.targetEnd());
        space.checkFree(inPlace ? scan.totalBytes() : finalLength, scan.totalBytes(), zeroes, allocated);
    }

    /** Finds the length of the finished target. */
    private long finalLength(RangeScan scan, Optional<CheckedSide> target) throws CopyException {
        long wanted = request.targetLength().orElse(scan.targetEnd());
        if (wanted < scan.targetEnd()) {
            throw Refusal.of(
                    ErrorCode.REQUEST_INVALID,
                    request.target(),
                    "the target length of " + wanted + " bytes is less than the end of the copied bytes, "
                            + scan.targetEnd(),
                    "Leave the target length out, or copy fewer bytes.");
        }
        if (target.isEmpty() || request.mode() != TargetMode.IN_PLACE) {
            return wanted;
        }
        long present = target.get().lengthBytes();
        if (target.get().kind() == FileKind.FILE) {
            return Math.max(present, wanted);
        }
        if (wanted > present) {
            throw Refusal.of(
                    ErrorCode.TARGET_TOO_SMALL,
                    request.target(),
                    "the target device " + request.target() + " has " + present + " bytes, but the copy ends at byte "
                            + wanted,
                    "Use a device of at least " + wanted + " bytes, or copy fewer bytes.");
        }
        return present;
    }

    private CheckedSide side(FileFacts facts) throws CopyException {
        try {
            return CheckedSide.of(facts, around.devices().length(facts), blockBytes(facts));
        } catch (IOException e) {
            throw unmeasurable(e);
        }
    }

    private int blockBytes(FileFacts facts) throws CopyException {
        try {
            return around.devices().logicalBlockBytes(facts);
        } catch (IOException e) {
            throw unmeasurable(e);
        }
    }

    private CopyException unmeasurable(IOException e) {
        return Refusal.of(
                ErrorCode.TARGET_UNWRITABLE,
                request.target(),
                "the size of the target " + request.target() + " cannot be found out: " + Refusal.reason(e),
                "Give this user read permission on the target.",
                e);
    }
}
