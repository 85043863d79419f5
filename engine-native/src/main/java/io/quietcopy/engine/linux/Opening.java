package io.quietcopy.engine.linux;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.OffloadPolicy;
import io.quietcopy.SideMode;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.support.BlockSession;
import io.quietcopy.engine.support.PastWindows;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.NotFitException;
import io.quietcopy.spi.Side;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.spi.TransferSpec;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens both sides of a transfer, and decides how each is accessed. Used once, by one thread. */
final class Opening {
    private static final String ASKED_FOR = "asked for by cache=buffered";

    private final Linux linux;
    private final Priorities priorities;
    private final TransferSpec spec;
    private final Trials trials;
    private final List<Closeable> open = new ArrayList<>();

    private Opening(Linux linux, Priorities priorities, TransferSpec spec) {
        this.linux = linux;
        this.priorities = priorities;
        this.spec = spec;
        trials = new Trials(linux, spec);
    }

    /** How one side can be accessed. */
    private record Found(Ladder ladder, int blockBytes) {}

    static TransferSession open(Linux linux, Priorities priorities, PastWindows past, TransferSpec spec)
            throws CopyException {
        Opening opening = new Opening(linux, priorities, spec);
        try {
            return opening.open(past);
        } catch (CopyException | RuntimeException | Error e) {
            opening.closeAfter(e);
            throw e;
        }
    }

    static Fitness examine(Linux linux, Priorities priorities, TransferSpec spec) {
        Opening opening = new Opening(linux, priorities, spec);
        try {
            Fitness fitness = opening.examine();
            opening.closeAfter(null);
            return fitness;
        } catch (CopyException e) {
            opening.closeAfter(e);
            return Fitness.notFit(e.problem());
        }
    }

    private void closeAfter(@Nullable Throwable failure) {
        for (Closeable one : open) {
            try {
                one.close();
            } catch (IOException e) {
                if (failure != null) {
                    failure.addSuppressed(e);
                }
            }
        }
    }

    private TransferSession open(PastWindows past) throws CopyException {
        OpenFile source = openFile(spec.source(), Linux.O_RDONLY, true);
        Found from = source(source);
        SourceReader reader = new SourceReader(linux, source, from.ladder(), from.blockBytes());
        LinuxIo io = spec.target().isPresent()
                ? withTarget(source, reader, spec.target().get())
                : new LinuxIo(linux, source, reader, priorities);
        return BlockSession.builder(NativeEngineProvider.ID, spec, io)
                .memory(new MappedMemory(linux))
                .past(past)
                .build();
    }

    private LinuxIo withTarget(OpenFile source, SourceReader reader, Side side) throws CopyException {
        OpenFile target = openFile(side, Linux.O_WRONLY, false);
        Found to = target(target, trials::write);
        int unit = Math.max(to.blockBytes(), linux.pageBytes());
        int sector = target.isDirect() ? to.blockBytes() : 0;
        TargetWriter writer = new TargetWriter(linux, target, to.ladder(), sector, unit);
        try {
            BlockSharing sharing =
                    spec.offload() == OffloadPolicy.REFLINK ? BlockSharing.of(linux, source, target) : null;
            ZeroMaker zeroes = ZeroMaker.of(linux, target, writer.isDirect());
            return new LinuxIo(linux, source, reader, target, writer, zeroes, sharing, priorities);
        } catch (IOException e) {
            throw Failures.opening(side, false, e);
        }
    }

    private Fitness examine() throws CopyException {
        Found source = source(openFile(spec.source(), Linux.O_RDONLY, true));
        Optional<Side> target = spec.target();
        SideMode to;
        if (target.isEmpty()) {
            to = Ladder.none().mode();
        } else if (spec.staged() || !Files.exists(target.get().path(), LinkOption.NOFOLLOW_LINKS)) {
            // The path of a file that is still to be staged says nothing.
            to = spec.cache() == CachePolicy.BUFFERED
                    ? Ladder.buffered(ASKED_FOR).mode()
                    : SideMode.of(
                            SideMode.Access.DIRECT,
                            "the target is not there yet; direct I/O is tried when the copy starts");
        } else {
            to = target(openFile(target.get(), Linux.O_RDONLY, false), trials::readBack)
                    .ladder()
                    .mode();
        }
        return Fitness.fits("system calls by JNA", source.ladder().mode(), to);
    }

    private OpenFile openFile(Side side, int access, boolean source) throws CopyException {
        try {
            OpenFile file = OpenFile.open(linux, side, access);
            open.add(file);
            return file;
        } catch (IOException e) {
            throw Failures.opening(side, source, e);
        }
    }

    private Found source(OpenFile file) throws CopyException {
        Optional<Ladder> settled = settled(file);
        if (settled.isPresent()) {
            return new Found(settled.get(), 1);
        }
        try {
            DirectProbe.Answer answer = new DirectProbe(linux).read(file);
            if (answer.accepted()) {
                return direct(file, answer);
            }
            Ladder ladder = withoutDirect(file, answer);
            if (ladder.access() == SideMode.Access.BUFFERED_EVICTED && !SourcePages.areTold(linux, file)) {
                ladder.leave(
                        SideMode.Access.BUFFERED_EVICTED,
                        "the kernel does not tell this user which pages others have cached");
            }
            return new Found(ladder, 1);
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            throw Failures.opening(file.side(), true, e);
        }
    }

    private Found target(OpenFile file, Trials.OfTarget trial) throws CopyException {
        Optional<Ladder> settled = settled(file);
        if (settled.isPresent()) {
            return new Found(settled.get(), 1);
        }
        try {
            DirectProbe.Answer answer =
                    new DirectProbe(linux).write(file, (fd, buffer, block) -> trial.run(file, fd, buffer, block));
            return answer.accepted() ? direct(file, answer) : new Found(withoutDirect(file, answer), 1);
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            throw Failures.opening(file.side(), false, e);
        }
    }

    /** Returns how a side is accessed whatever a trial would say. */
    private Optional<Ladder> settled(OpenFile file) throws NotFitException {
        if (spec.cache() == CachePolicy.BUFFERED) {
            return Optional.of(Ladder.buffered(ASKED_FOR));
        }
        if (!file.isMemory()) {
            return Optional.empty();
        }
        // tmpfs takes O_DIRECT since Linux 6.6, and does what it always does.
        String reason = "its file system keeps files in memory: they are page cache";
        if (spec.cache() == CachePolicy.REQUIRE_DIRECT) {
            throw new NotFitException(
                    ErrorCode.DIRECT_REFUSED, reason + " (" + file.side().path() + ")", null);
        }
        return Optional.of(Ladder.buffered(reason));
    }

    private Found direct(OpenFile file, DirectProbe.Answer answer) {
        return new Found(Ladder.direct(spec.cache(), answer.reason() + file.caveat()), answer.blockBytes());
    }

    private Ladder withoutDirect(OpenFile file, DirectProbe.Answer answer) throws IOException {
        if (spec.cache() == CachePolicy.REQUIRE_DIRECT) {
            String reason = answer.reason() + " on " + file.side().path();
            throw new NotFitException(ErrorCode.DIRECT_REFUSED, reason, null);
        }
        Ladder ladder = Ladder.withoutDirect(spec.cache(), answer.reason());
        trials.uncached(file)
                .ifPresent(refusal ->
                        ladder.leave(SideMode.Access.DONTCACHE, "RWF_DONTCACHE was refused (" + refusal + ")"));
        return ladder;
    }
}
