package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import io.quietcopy.FailureAction;
import io.quietcopy.GuardPolicy;
import io.quietcopy.TargetState;
import io.quietcopy.internal.host.DeviceNumber;
import io.quietcopy.internal.host.Host;
import io.quietcopy.internal.host.MountTable;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A block device. It has the length that it has. Where the host services can, it is claimed exclusively until the end: then the
 * kernel itself keeps off mounts, device-mapper and swap. Without them the checks before the copy have to do.
 */
final class InPlaceDevice extends InPlaceTarget {
    private static final Logger LOG = LoggerFactory.getLogger(InPlaceDevice.class);

    private final Claim claim;
    private final String guard;

    /** A hold on the device, perhaps none, and what is to be said about it. */
    private record Claim(Closeable held, String text) {}

    private InPlaceDevice(
            TargetRequest request,
            Host host,
            TargetSide side,
            TargetChannel channel,
            TargetLock lock,
            TemporaryNames names,
            Claim claim) {
        super(request, host, side, channel, lock, names, side.lengthBytes(), List.of());
        this.claim = claim;
        this.guard = claim.text() + "; " + describe(lock);
    }

    static InPlaceDevice open(TargetRequest request, Host host, TemporaryNames names) throws CopyException {
        Path path = request.target();
        FileIdentity expected = request.expected().orElseThrow();
        Opening.requireSame(path, expected);
        Claim claim = claim(request, host, expected);
        try {
            TargetChannel channel = Opening.forWriting(path, expected, host);
            try {
                TargetLock lock = Opening.lock(path, channel);
                long length = channel.size();
                if (length < request.finalLengthBytes()) {
                    throw tooSmall(request, length);
                }
                TargetSide side =
                        new TargetSide(path, expected, FileKind.BLOCK_DEVICE, length, request.logicalBlockBytes());
                return new InPlaceDevice(request, host, side, channel, lock, names, claim);
            } catch (CopyException e) {
                Opening.closeAfter(e, channel);
                throw e;
            } catch (IOException e) {
                CopyException refusal =
                        Opening.refused(e, ErrorCode.TARGET_UNWRITABLE, "the device's size cannot be read", path);
                Opening.closeAfter(refusal, channel);
                throw refusal;
            }
        } catch (CopyException e) {
            Opening.closeAfter(e, claim.held());
            throw e;
        }
    }

    private static Claim claim(TargetRequest request, Host host, FileIdentity device) throws CopyException {
        Claim none = new Claim(
                () -> {}, "no exclusive claim, but mounts, swap, holders and other users were looked for before");
        if (host.services().isEmpty()) {
            return none;
        }
        Path path = request.target();
        if (KernelLocks.heldByThisProcess(host.proc(), device)) {
            throw Opening.busy(path, "it runs in this process");
        }
        try {
            return new Claim(host.services().get().claim(path), "claimed exclusively (O_EXCL)");
        } catch (UnsupportedOperationException e) {
            return none;
        } catch (FileSystemException e) {
            if (IoFailures.errno(e).orElse(0) != IoFailures.EBUSY) {
                throw Opening.refused(e, ErrorCode.TARGET_UNWRITABLE, "the device cannot be claimed", path);
            }
            return claimedByOthers(request, host, device, e);
        } catch (IOException e) {
            throw Opening.refused(e, ErrorCode.TARGET_UNWRITABLE, "the device cannot be claimed", path);
        }
    }

    private static Claim claimedByOthers(TargetRequest request, Host host, FileIdentity device, IOException busy)
            throws CopyException {
        if (TargetLock.heldByOthers(request.target(), true)) {
            throw Opening.busy(request.target(), "it has locked the target");
        }
        boolean mounted = isMounted(host, device);
        if (!mounted && request.guard() == GuardPolicy.WARN) {
            return new Claim(() -> {}, "somebody else has claimed the device, and guard=warn lets the copy go on");
        }
        throw CopyException.refusal(
                        mounted ? ErrorCode.TARGET_MOUNTED : ErrorCode.TARGET_IN_USE,
                        mounted ? "the device is mounted" : "somebody else has claimed the device exclusively")
                .phase(CopyPhase.STAGE)
                .path(request.target())
                .errno(IoFailures.EBUSY)
                .cause(busy)
                .build();
    }

    private static boolean isMounted(Host host, FileIdentity device) {
        DeviceNumber number = DeviceNumber.ofRaw(device.rdev());
        try {
            return MountTable.read(host).stream()
                    .anyMatch(mount -> mount.device().equals(number));
        } catch (IOException e) {
            return false;
        }
    }

    private static CopyException tooSmall(TargetRequest request, long length) {
        return CopyException.refusal(
                        ErrorCode.TARGET_TOO_SMALL,
                        "the device has " + length + " bytes, the copy ends at " + request.finalLengthBytes())
                .phase(CopyPhase.STAGE)
                .path(request.target())
                .build();
    }

    @Override
    public String guard() {
        return guard;
    }

    @Override
    TargetState giveUp(FailureAction action, boolean touched, List<Path> leftovers, List<Exception> problems) {
        return touched ? TargetState.PARTIAL : TargetState.UNTOUCHED;
    }

    @Override
    public void close() {
        super.close();
        try {
            claim.held().close();
        } catch (IOException e) {
            LOG.debug("Ending the claim on {} failed", side().path(), e);
        }
    }
}
