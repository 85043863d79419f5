package io.quietcopy.internal.target;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.FailureAction;
import io.quietcopy.TargetState;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Host;
import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/**
 * An existing file that is written where it stands. It is never made shorter. If it is too short it gets its final length
 * before the first byte, since engines do not lengthen files; should then nothing be written at all, it gets its old length
 * and time back. Once it may have been written it stays as it is: which of the new bytes are worth something only the caller
 * can know, and the report has the length before.
 */
final class InPlaceFile extends InPlaceTarget {
    private final long lengthBefore;
    private final FileTime modifiedBefore;
    private final String guard;

    private InPlaceFile(
            TargetRequest request,
            Host host,
            TargetSide side,
            TargetChannel channel,
            TargetLock lock,
            TemporaryNames names,
            long lengthBefore,
            FileTime modifiedBefore,
            List<String> notes) {
        super(request, host, side, channel, lock, names, lengthBefore, notes);
        this.lengthBefore = lengthBefore;
        this.modifiedBefore = modifiedBefore;
        this.guard = describe(lock);
    }

    static InPlaceFile open(TargetRequest request, Host host, TemporaryNames names) throws CopyException {
        Path path = request.target();
        FileIdentity expected = request.expected().orElseThrow();
        FileFacts before = Opening.requireSame(path, expected);
        TargetChannel channel = Opening.forWriting(path, expected, host);
        try {
            TargetLock lock = Opening.lock(path, channel);
            List<String> notes = requireNotReplaced(request, host, names);
            long length = channel.size();
            long finalLength = Math.max(length, request.finalLengthBytes());
            if (finalLength > length) {
                grow(channel, length, finalLength);
            }
            TargetSide side = new TargetSide(path, expected, FileKind.FILE, finalLength, request.logicalBlockBytes());
            return new InPlaceFile(request, host, side, channel, lock, names, length, before.modified(), notes);
        } catch (CopyException e) {
            Opening.closeAfter(e, channel);
            throw e;
        } catch (IOException e) {
            CopyException refusal = Opening.refused(e, ErrorCode.WRITE_FAILED, "the target cannot be prepared", path);
            Opening.closeAfter(refusal, channel);
            throw refusal;
        }
    }

    /** A copy that replaces the file would take all bytes with it that are written here. */
    private static List<String> requireNotReplaced(TargetRequest request, Host host, TemporaryNames names)
            throws CopyException {
        Optional<String> rival;
        try {
            rival = Rivals.find(request, Optional.empty(), names.self(), host.proc());
        } catch (IOException e) {
            return List.of("copies that replace the target could not be looked for, since its folder cannot be read: "
                    + IoFailures.reason(e));
        }
        if (rival.isPresent()) {
            throw Opening.busy(request.target(), rival.get());
        }
        return List.of();
    }

    private static void grow(TargetChannel channel, long length, long finalLength) throws IOException {
        try {
            channel.growTo(finalLength);
        } catch (IOException e) {
            try {
                channel.cutTo(length);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    @Override
    public String guard() {
        return guard;
    }

    @Override
    TargetState giveUp(FailureAction action, boolean touched, List<Path> leftovers, List<Exception> problems) {
        if (touched) {
            return TargetState.PARTIAL;
        }
        if (side().lengthBytes() == lengthBefore) {
            return TargetState.UNTOUCHED;
        }
        try {
            if (channel.size() != side().lengthBytes()) {
                throw new IOException("somebody else has changed the length of " + side().path());
            }
            channel.cutTo(lengthBefore);
            Files.setAttribute(side().path(), "lastModifiedTime", modifiedBefore, LinkOption.NOFOLLOW_LINKS);
            return TargetState.UNTOUCHED;
        } catch (IOException e) {
            problems.add(e);
            return TargetState.PARTIAL;
        }
    }
}
