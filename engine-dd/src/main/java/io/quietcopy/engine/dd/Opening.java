package io.quietcopy.engine.dd;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.spi.AlignedRange;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.NotFitException;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Opens both sides and decides how each is accessed. */
final class Opening {
    private static final long BLOCK_BYTES = 1L << 20;

    private final DdProgram program;
    private final TransferSpec spec;
    private final OpenParts parts;
    private final DirectProbe probe;
    private final StepDown stepDown;

    private Opening(DdProgram program, TransferSpec spec, OpenParts parts) {
        this.program = program;
        this.spec = spec;
        this.parts = parts;
        probe = new DirectProbe(program, parts.threads());
        stepDown = new StepDown(program, parts.threads());
    }

    static TransferSession open(DdProgram program, TransferSpec spec) throws CopyException {
        Side target = check(program, spec);
        OpenParts parts = new OpenParts(new SessionThreads(spec.threadFactory()));
        try {
            return new Opening(program, spec, parts).open(target);
        } catch (CopyException | RuntimeException e) {
            parts.closeAfter(e);
            throw e;
        }
    }

    static Fitness examine(DdProgram program, TransferSpec spec) {
        try {
            Side target = check(program, spec);
            OpenParts parts = new OpenParts(new SessionThreads(spec.threadFactory()));
            try (parts) {
                return new Opening(program, spec, parts).examine(target);
            }
        } catch (CopyException e) {
            return Fitness.notFit(e.problem());
        }
    }

    private static Side check(DdProgram program, TransferSpec spec) throws CopyException {
        if (!program.availability().isAvailable()) {
            throw new NotFitException(
                    ErrorCode.ENGINE_FAILED, program.availability().reason(), null);
        }
        Optional<Side> target = spec.target();
        if (target.isEmpty() || spec.digest().isPresent()) {
            throw new NotFitException(ErrorCode.CAPABILITY_MISSING, "dd makes no digest", null);
        }
        return target.get();
    }

    private TransferSession open(Side target) throws CopyException {
        HeldFile sourceFile = parts.hold(hold(spec.source(), true));
        Access sourceAccess = source(sourceFile);
        if (target.kind() == FileKind.BLOCK_DEVICE) {
            // Before the device is first opened for writing, for closing that is what wakes udev.
            DeviceLock lock = DeviceLock.take(
                    program, parts.threads(), target.path(), target.identity().rdev());
            parts.hold(lock).note().ifPresent(parts::note);
        }
        HeldFile targetFile = parts.hold(hold(target, false));
        Access targetAccess = target(targetFile, target, true);
        if (program.prefix().isEmpty()) {
            parts.note("setpriv is not installed: if this process is killed, dd ends by itself after its segment.");
        }
        return new DdSession(
                spec, transfer(sourceFile, sourceAccess, target, targetFile, targetAccess), parts, stepDown);
    }

    private Fitness examine(Side target) throws CopyException {
        HeldFile sourceFile = parts.hold(hold(spec.source(), true));
        SideMode source = source(sourceFile).mode();
        // The path of a file that is still to be staged says nothing.
        SideMode expected = !spec.staged() && Files.exists(target.path())
                ? target(parts.hold(hold(target, true)), target, false).mode()
                : policyAlone("the target is not there yet").mode();
        return Fitness.fits(program.availability().reason(), source, expected);
    }

    private Access policyAlone(String reason) {
        return spec.cache() == CachePolicy.BUFFERED
                ? Access.buffered("asked for by cache=buffered")
                : Access.direct(1, reason + "; direct I/O is tried when the copy starts");
    }

    private Transfer transfer(
            HeldFile sourceFile, Access sourceAccess, Side target, HeldFile targetFile, Access targetAccess) {
        int alignment = Math.max(sourceAccess.blockBytes(), targetAccess.blockBytes());
        long most = Math.min(spec.inFlightBytes().orElse(Long.MAX_VALUE), spec.inFlightMaxBytes());
        long block = Math.min(spec.blockBytes().orElse(BLOCK_BYTES), most);
        return new Transfer(
                program,
                spec.source(),
                sourceFile,
                sourceAccess,
                target,
                targetFile,
                targetAccess,
                Math.max(alignment, AlignedRange.alignDown(block, alignment)),
                most);
    }

    private Access source(HeldFile file) throws CopyException {
        if (spec.cache() == CachePolicy.BUFFERED) {
            return Access.buffered("asked for by cache=buffered");
        }
        Side side = spec.source();
        if (inMemory(file)) {
            return memory(side);
        }
        DirectProbe.Answer answer = probe.read(file.name(), side.lengthBytes(), side.logicalBlockBytes());
        if (answer.outcome().action() == DdOutcome.Action.OPENING && answer.accepted()) {
            throw new NotFitException(
                    ErrorCode.ENGINE_FAILED,
                    "dd cannot open what this process holds open ("
                            + answer.outcome().text() + ")",
                    null);
        }
        if (answer.accepted()) {
            return direct(answer, file);
        }
        requireNot(side, answer);
        return stepDown.source(file, answer.reason());
    }

    private Access target(HeldFile file, Side side, boolean mayWrite) throws CopyException {
        if (spec.cache() == CachePolicy.BUFFERED) {
            return Access.buffered("asked for by cache=buffered");
        }
        if (inMemory(file)) {
            return memory(side);
        }
        DirectProbe.Answer answer = probe.read(file.name(), side.lengthBytes(), side.logicalBlockBytes());
        if (answer.accepted() && mayWrite && side.kind() == FileKind.FILE) {
            // Reading shows whether this very file can be opened so, writing whether its file system really can.
            answer = write(side, answer);
        }
        if (answer.accepted()) {
            return direct(answer, file);
        }
        requireNot(side, answer);
        return stepDown.target(answer.reason());
    }

    private DirectProbe.Answer write(Side side, DirectProbe.Answer read) throws CopyException {
        Path scratch;
        try {
            scratch = spec.newScratchFile();
        } catch (IOException e) {
            return read; // the folder may be closed although the file is not
        }
        try {
            DirectProbe.Answer answer = probe.write(scratch, side.logicalBlockBytes());
            return answer.accepted() && answer.blockBytes() < read.blockBytes() ? read : answer;
        } finally {
            delete(scratch);
        }
    }

    private static void delete(Path scratch) throws CopyException {
        try {
            Files.deleteIfExists(scratch);
        } catch (IOException e) {
            throw CopyException.builder(ErrorCode.STAGE_FAILED, "a scratch file could not be deleted")
                    .engine(DdEngineProvider.ID)
                    .path(scratch)
                    .leftover(scratch)
                    .cause(e)
                    .build();
        }
    }

    private void requireNot(Side side, DirectProbe.Answer answer) throws NotFitException {
        if (spec.cache() == CachePolicy.REQUIRE_DIRECT) {
            throw new NotFitException(ErrorCode.DIRECT_REFUSED, answer.reason() + " on " + side.path(), null);
        }
    }

    /** tmpfs takes O_DIRECT since Linux 6.6, but its files are nothing but page cache. */
    private static boolean inMemory(HeldFile file) {
        return file.isOn("tmpfs") || file.isOn("ramfs");
    }

    private Access memory(Side side) throws NotFitException {
        String reason = "its file system keeps files in memory: they are page cache";
        if (spec.cache() == CachePolicy.REQUIRE_DIRECT) {
            throw new NotFitException(ErrorCode.DIRECT_REFUSED, reason + " (" + side.path() + ")", null);
        }
        return Access.buffered(reason);
    }

    private static Access direct(DirectProbe.Answer answer, HeldFile file) {
        return Access.direct(answer.blockBytes(), answer.reason() + caveat(file));
    }

    /** Some file systems take O_DIRECT and do something else. */
    private static String caveat(HeldFile file) {
        try {
            return switch (file.fileSystem()) {
                case "btrfs" ->
                    ", although btrfs writes files with checksums through the cache, and then drops the pages";
                case "zfs" -> ", although ZFS may still use its own cache";
                default -> "";
            };
        } catch (IOException e) {
            return "";
        }
    }

    private static HeldFile hold(Side side, boolean source) throws CopyException {
        try {
            return HeldFile.open(side, source ? StandardOpenOption.READ : StandardOpenOption.WRITE);
        } catch (HeldFile.UnnamedException e) {
            throw new NotFitException(ErrorCode.ENGINE_FAILED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw Refusals.of(side, source, e);
        }
    }
}
