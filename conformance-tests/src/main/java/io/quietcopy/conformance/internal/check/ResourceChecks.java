package io.quietcopy.conformance.internal.check;

import io.quietcopy.CopyException;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.conformance.internal.drive.CountingControl;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.ExtentList;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.drive.SuiteSpec;
import io.quietcopy.conformance.internal.drive.SuiteThreads;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Extent;
import io.quietcopy.conformance.internal.model.MapKind;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.SideKind;
import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.Place;
import io.quietcopy.conformance.internal.trial.TrialPlan;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What a session may take: memory, and a voice. */
final class ResourceChecks {
    private static final long MIB = 1 << 20;
    private static final long MOST_IN_FLIGHT = 4 * MIB;

    /** Beside buffers: thread stacks, code, garbage that is not collected at once. */
    private static final long CONSTANT_BYTES = 48 * MIB;

    private static final long EXTENTS = 3_000_000;
    private static final long EXTENT_STEP = 4096;

    private ResourceChecks() {}

    static List<Check> all() {
        return List.of(
                new OwnCheck(
                        "memory",
                        "memory does not grow with the length of the source",
                        List.of("E-RES-1"),
                        List.of(Place.FILES),
                        ResourceChecks::memory),
                new OwnCheck(
                        "millions-of-extents",
                        "memory does not grow with the number of extents",
                        List.of("E-BYTES-6", "E-RES-1", "E-CAP-2"),
                        List.of(Place.FILES),
                        ResourceChecks::extents),
                new OwnCheck(
                        "quiet",
                        "an engine prints nothing",
                        List.of("E-ERROR-7"),
                        List.of(Place.FILES),
                        ResourceChecks::quiet));
    }

    /** All is data that has to be written: an engine that looks for zeroes must not have it easier. */
    private static void memory(CheckContext context) throws Exception {
        CopyCase copyCase = CopyCase.builder()
                .source(Piece.data(MIB), Piece.hole(126 * MIB), Piece.data(MIB))
                .map(MapKind.DATA)
                .zeroes(ZeroPolicy.WRITE)
                .blockBytes(MIB)
                .inFlightMaxBytes(MOST_IN_FLIGHT)
                .build();
        long before = Memory.liveBytes();
        Late late = new Late(copyCase.totalBytes() * 3 / 4);
        context.attempt(TrialPlan.of(copyCase, "E-RES-1", context.workshop()).heardBy(late));
        if (late.liveBytes >= 0) {
            context.seen("E-RES-1");
            judge(
                    context,
                    "E-RES-1",
                    "three quarters of a copy of " + copyCase.totalBytes() + " bytes",
                    late.liveBytes - before);
        }
    }

    private static void judge(CheckContext context, String rule, String when, long more) {
        long most = MOST_IN_FLIGHT + CONSTANT_BYTES;
        if (more > most) {
            context.broken(
                    rule,
                    "after " + when + " the JVM had " + more + " more bytes in use than before; with " + MOST_IN_FLIGHT
                            + " bytes in flight at most " + most + " may be");
        }
    }

    /** Measures once, late in a copy. Thread-safe. */
    private static final class Late implements SuiteControl.Listener {
        private final long afterBytes;
        private long doneBytes;
        private volatile long liveBytes = -1;

        private Late(long afterBytes) {
            this.afterBytes = afterBytes;
        }

        @Override
        public synchronized void completed(long offset, long bytes, Permit.How how) {
            doneBytes += bytes;
            if (liveBytes < 0 && doneBytes >= afterBytes) {
                try {
                    liveBytes = Memory.liveBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void extents(CheckContext context) throws Exception {
        long count = Math.min(EXTENTS, context.engine().limits().mostRanges());
        Evidence evidence = new Evidence();
        evidence.seen("E-CAP-2");
        CopyCase sides = CopyCase.builder()
                .source(Piece.data(MIB), Piece.hole(count * EXTENT_STEP))
                .target(TargetKind.IN_PLACE)
                .inFlightMaxBytes(MOST_IN_FLIGHT)
                .build();
        try (var folder = context.workshop().newTry(false);
                ImageFile source = context.workshop().source(sides, sourceOf(sides), folder);
                ImageFile target = ImageFile.make(
                        folder.file("target"), SideKind.FILE, sourceOf(sides).source())) {
            Iterable<Extent> extents = () -> lazily(count);
            SuiteThreads threads = new SuiteThreads();
            SuiteSpec spec = new SuiteSpec(
                    sides,
                    source.side(),
                    target.side(),
                    new ExtentList(extents, evidence),
                    null,
                    threads,
                    () -> false,
                    folder::newScratchFile);
            long before = Memory.liveBytes();
            AtomicReference<@Nullable Long> after = new AtomicReference<>();
            CountingControl control = CountingControl.stopping(20, () -> after.set(measured()));
            try (TransferSession session = context.engine().open(spec)) {
                session.run(control);
            } catch (CopyException e) {
                evidence.seen("E-BYTES-6"); // cancelled, as was meant
            }
            Long live = after.get();
            if (live != null) {
                context.seen("E-BYTES-6", "E-RES-1");
                judge(context, "E-BYTES-6", "the first of " + count + " extents", live - before);
            }
        }
        context.add(evidence);
    }

    private static TargetBytes sourceOf(CopyCase copyCase) {
        return TargetBytes.of(copyCase);
    }

    private static long measured() {
        try {
            return Memory.liveBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Extents that no one can merge. */
    private static Iterator<Extent> lazily(long count) {
        return LongStream.range(0, count)
                .mapToObj(i -> new Extent(i * EXTENT_STEP, i * EXTENT_STEP, 512, Content.DATA))
                .iterator();
    }

    private static void quiet(CheckContext context) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        try (PrintStream trap = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(trap);
            System.setErr(trap);
            context.attempt(CopyCase.builder().source(Piece.data(200_000)).build());
            context.attempt(CopyCase.builder()
                    .source(Piece.data(200_000))
                    .events(Event.of(Event.When.COMPLETED, 1, Event.Action.CANCEL))
                    .build());
            context.attempt(CopyCase.builder()
                    .source(Piece.data(200_000))
                    .events(new Event(Event.When.OPENED, 1, Event.Action.SHRINK, 100))
                    .build());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        context.seen("E-ERROR-7");
        if (printed.size() > 0) {
            context.broken("E-ERROR-7", "this was printed: " + printed.toString(StandardCharsets.UTF_8));
        }
    }
}
