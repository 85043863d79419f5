package io.quietcopy.engine.nio;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.engine.support.BlockSession;
import io.quietcopy.engine.support.PastWindows;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.NotFitException;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens both sides and decides how each is accessed. */
final class Opening {
    private static final String ASKED_FOR = "asked for by cache=buffered";

    private final TransferSpec spec;
    private final OpenParts parts;
    private final long mostUnitBytes;
    private final DirectProbe probe;

    private Opening(TransferSpec spec, OpenParts parts) {
        this.spec = spec;
        this.parts = parts;
        mostUnitBytes = Math.min(spec.inFlightBytes().orElse(Long.MAX_VALUE), spec.inFlightMaxBytes());
        probe = new DirectProbe(mostUnitBytes);
    }

    static TransferSession open(PastWindows past, TransferSpec spec) throws CopyException {
        OpenParts parts = new OpenParts();
        try {
            return BlockSession.builder(NioEngineProvider.ID, spec, new Opening(spec, parts).open())
                    .past(past)
                    .build();
        } catch (CopyException | RuntimeException | Error e) {
            parts.closeAfter(e);
            throw e;
        }
    }

    static Fitness examine(TransferSpec spec) {
        OpenParts parts = new OpenParts();
        try {
            Fitness fitness = new Opening(spec, parts).examine();
            parts.close();
            return fitness;
        } catch (CopyException e) {
            parts.closeAfter(e);
            return Fitness.notFit(e.problem());
        } catch (IOException e) {
            return Fitness.notFit("a file could not be closed: " + e.getMessage());
        }
    }

    private NioIo open() throws CopyException {
        HeldFile sourceFile = hold(spec.source(), true, StandardOpenOption.READ);
        Access sourceAccess = source(sourceFile);
        NioIo.Target target = null;
        if (spec.target().isPresent()) {
            Side side = spec.target().get();
            HeldFile targetFile = hold(side, false, StandardOpenOption.WRITE);
            Access access = target(targetFile, side, true);
            int sector = Math.min(side.logicalBlockBytes(), access.blockBytes());
            refuseCachedEdges(access, sector);
            target = new NioIo.Target(
                    access,
                    reopen(side, false, targetFile, access),
                    reopen(side, false, targetFile, Access.buffered("")),
                    sector,
                    mostUnitBytes,
                    spec.targetPages());
        }
        return new NioIo(
                parts,
                sourceAccess,
                reopen(spec.source(), true, sourceFile, sourceAccess),
                target,
                spec.cache() == CachePolicy.REQUIRE_DIRECT);
    }

    private Fitness examine() throws CopyException {
        SideMode source =
                source(hold(spec.source(), true, StandardOpenOption.READ)).mode();
        SideMode expected;
        if (spec.target().isEmpty()) {
            expected = SideMode.of(SideMode.Access.NONE, "a transfer that only reads");
        } else if (Files.exists(spec.target().get().path())) {
            Side side = spec.target().get();
            expected = target(hold(side, false, StandardOpenOption.READ), side, false)
                    .mode();
        } else {
            expected = SideMode.of(
                    spec.cache() == CachePolicy.BUFFERED ? SideMode.Access.BUFFERED : SideMode.Access.DIRECT,
                    spec.cache() == CachePolicy.BUFFERED
                            ? ASKED_FOR
                            : "the target is not there yet; direct I/O is tried when the copy starts");
        }
        return Fitness.fits("Java " + Runtime.version().feature(), source, expected);
    }

    private Access source(HeldFile file) throws CopyException {
        if (spec.cache() == CachePolicy.BUFFERED) {
            return Access.buffered(ASKED_FOR);
        }
        Side side = spec.source();
        if (isInMemory(file, side)) {
            return memory(side);
        }
        return access(probe.read(file, side.lengthBytes(), side.logicalBlockBytes()), file, side);
    }

    private Access target(HeldFile file, Side side, boolean mayWrite) throws CopyException {
        if (spec.cache() == CachePolicy.BUFFERED) {
            return Access.buffered(ASKED_FOR);
        }
        if (isInMemory(file, side)) {
            return memory(side);
        }
        // Reading shows whether this very file can be opened so, writing whether its file system really can.
        DirectProbe.Answer answer = probe.read(file, side.lengthBytes(), side.logicalBlockBytes());
        if (answer.accepted() && mayWrite && side.kind() == FileKind.FILE) {
            answer = write(side, answer);
        }
        return access(answer, file, side);
    }

    private DirectProbe.Answer write(Side side, DirectProbe.Answer read) throws CopyException {
        Path scratch;
        try {
            scratch = spec.newScratchFile();
        } catch (IOException e) {
            return read; // the folder may be closed although the file is not
        }
        DirectProbe.Answer answer;
        try (HeldFile held = HeldFile.ofOwn(scratch)) {
            answer = probe.write(held, side.logicalBlockBytes());
        } catch (IOException e) {
            answer = read;
        } finally {
            delete(scratch);
        }
        return answer.accepted() && answer.blockBytes() < read.blockBytes() ? read : answer;
    }

    private static void delete(Path scratch) throws CopyException {
        try {
            Files.deleteIfExists(scratch);
        } catch (IOException e) {
            throw CopyException.builder(ErrorCode.STAGE_FAILED, "a scratch file could not be deleted")
                    .engine(NioEngineProvider.ID)
                    .path(scratch)
                    .leftover(scratch)
                    .cause(e)
                    .build();
        }
    }

    private Access access(DirectProbe.Answer answer, HeldFile file, Side side) throws NotFitException {
        if (answer.accepted()) {
            return Access.direct(answer.blockBytes(), answer.reason() + caveat(file));
        }
        if (spec.cache() == CachePolicy.REQUIRE_DIRECT) {
            throw new NotFitException(ErrorCode.DIRECT_REFUSED, answer.reason() + " on " + side.path(), null);
        }
        return Access.buffered(answer.reason());
    }

    /** tmpfs takes O_DIRECT since Linux 6.6, and does what it always does. */
    private static boolean isInMemory(HeldFile file, Side side) {
        try {
            // The nodes of devices may be in such a file system too, but not what they stand for.
            return side.kind() == FileKind.FILE && file.fileSystem().equals("tmpfs");
        } catch (IOException e) {
            return false;
        }
    }

    private Access memory(Side side) throws NotFitException {
        String reason = "its file system keeps files in memory: they are page cache";
        if (spec.cache() == CachePolicy.REQUIRE_DIRECT) {
            throw new NotFitException(ErrorCode.DIRECT_REFUSED, reason + " (" + side.path() + ")", null);
        }
        return Access.buffered(reason);
    }

    /**
     * Java cannot evict what such edges leave in the cache, so without somebody who can it cannot keep what require-direct
     * promises.
     */
    private void refuseCachedEdges(Access access, int sector) throws CopyException {
        boolean required = spec.cache() == CachePolicy.REQUIRE_DIRECT && access.isDirect();
        if (!required || spec.staged() || spec.targetPages().isPresent()) {
            return;
        }
        try {
            if (CachedEdges.moreThanOne(spec, sector)) {
                throw new NotFitException(
                        ErrorCode.DIRECT_REFUSED,
                        "some ends of ranges do not fill sectors of " + sector
                                + " bytes, and Java cannot evict from the page cache what that leaves there",
                        null);
            }
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            throw CopyException.builder(ErrorCode.RANGES_UNREADABLE, "the ranges cannot be read")
                    .engine(NioEngineProvider.ID)
                    .cause(e)
                    .build();
        }
    }

    /** Some file systems take O_DIRECT and do something else. */
    private static String caveat(HeldFile file) {
        try {
            return switch (file.fileSystem()) {
                case "btrfs" ->
                    ", although btrfs writes files with checksums through the cache, and drops the pages then, all but a few";
                case "zfs" -> ", although ZFS may still use its own cache";
                default -> "";
            };
        } catch (IOException e) {
            return "";
        }
    }

    private HeldFile hold(Side side, boolean source, OpenOption option) throws CopyException {
        try {
            return parts.hold(HeldFile.open(side, option));
        } catch (HeldFile.UnnamedException e) {
            throw new NotFitException(ErrorCode.ENGINE_FAILED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw Refusals.of(side, source, e);
        }
    }

    private NioFile reopen(Side side, boolean source, HeldFile file, Access access) throws CopyException {
        List<OpenOption> options = new ArrayList<>();
        options.add(source ? StandardOpenOption.READ : StandardOpenOption.WRITE);
        Optional<OpenOption> direct = Options.direct();
        if (access.isDirect() && direct.isPresent()) {
            options.add(direct.get());
        }
        try {
            return parts.hold(NioFile.open(file.name(), options.toArray(OpenOption[]::new)));
        } catch (IOException e) {
            throw Refusals.of(side, source, e);
        }
    }
}
