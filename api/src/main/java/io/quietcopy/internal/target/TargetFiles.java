package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import java.io.IOException;

/** Opens targets. */
public final class TargetFiles {
    private TargetFiles() {}

    /**
     * Returns whether a copy of this process is writing to a file or device in place. Whoever opened and closed it then would
     * release that copy's lock.
     *
     * @param host the machine
     * @param file the file
     * @return true if the kernel says so; false if not, or if nobody can know
     */
    public static boolean writtenByThisProcess(Host host, FileIdentity file) {
        return KernelLocks.heldByThisProcess(host.proc(), file);
    }

    /**
     * Claims and opens a target, and stages a new file where the mode asks for one.
     *
     * @param request what is known and wanted
     * @param host the machine
     * @return the target, to be closed
     * @throws CopyException a refusal; the target is untouched, and everything made on the way has been removed, or is named
     *     among the leftovers
     */
    public static TargetFile open(TargetRequest request, Host host) throws CopyException {
        TemporaryNames names;
        try {
            String name = request.target().getFileName().toString();
            names = new TemporaryNames(request.folder(), name, ProcessIdentity.current(host));
        } catch (IOException e) {
            throw Opening.refused(e, ErrorCode.STAGE_FAILED, "this process cannot be identified", host.proc());
        }
        return switch (request.mode()) {
            case CREATE_NEW -> StagedNew.open(request, host, names);
            case REPLACE -> StagedReplace.open(request, host, names);
            case IN_PLACE ->
                request.kind() == FileKind.BLOCK_DEVICE
                        ? InPlaceDevice.open(request, host, names)
                        : InPlaceFile.open(request, host, names);
        };
    }
}
