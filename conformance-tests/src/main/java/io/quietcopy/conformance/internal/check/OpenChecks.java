package io.quietcopy.conformance.internal.check;

import io.quietcopy.CachePolicy;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.ExtentList;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.drive.SuiteSpec;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Extent;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.Place;
import io.quietcopy.conformance.internal.trial.Bench;
import io.quietcopy.spi.Fitness;
import io.quietcopy.testbed.FileEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an engine does before a session runs. */
final class OpenChecks {
    private static final long KIB = 1 << 10;

    private OpenChecks() {}

    static List<Check> all() {
        return List.of(new OwnCheck(
                "examine",
                "examining a transfer only reads, and what does not fit is returned",
                List.of("E-OPEN-1"),
                List.of(Place.FILES, Place.LOOP512),
                OpenChecks::examine));
    }

    private static void examine(CheckContext context) throws Exception {
        CopyCase.Builder usual = CopyCase.builder()
                .sides(context.place().kind(), context.place().kind())
                .source(Piece.data(100 * KIB + (context.place() == Place.FILES ? 77 : 0)));
        for (CopyCase copyCase : List.of(
                usual.build(),
                usual.target(TargetKind.IN_PLACE)
                        .ranges(new Range(0, 100, 50 * KIB))
                        .build(),
                usual.cache(CachePolicy.REQUIRE_DIRECT).build())) {
            examine(context, copyCase, false, false);
        }
        if (context.place() == Place.FILES) {
            CopyCase staged = CopyCase.builder().source(Piece.data(100 * KIB)).build();
            examine(context, staged, true, false);
            examine(context, staged, false, true);
            examine(context, staged, true, true);
        }
    }

    private static void examine(CheckContext context, CopyCase copyCase, boolean noTarget, boolean noSource)
            throws Exception {
        Evidence evidence = new Evidence();
        evidence.seen("E-OPEN-1");
        String what = (noTarget ? "no target is there" : "the target is there") + (noSource ? ", and no source" : "");
        try (Bench bench =
                Bench.of(copyCase, context.workshop(), context.subject(), evidence, new SuiteControl.Listener() {})) {
            ImageFile target = bench.requireTarget();
            if (noTarget) {
                Files.delete(target.path());
            }
            if (noSource) {
                Files.delete(bench.source().path());
            }
            Set<Path> before = entries(bench.folder().path());
            SuiteSpec spec = new SuiteSpec(
                    copyCase,
                    bench.source().side(),
                    target.side(),
                    new ExtentList(Extent.of(copyCase), evidence),
                    null,
                    bench.threads(),
                    () -> false,
                    () -> {
                        throw new UnsupportedOperationException("there is no file yet beside which to make one");
                    });
            try (FileEvents events = FileEvents.watch(bench.folder().path())) {
                judge(context, spec, what, evidence);
                List<FileEvents.Event> done = events.take();
                if (!done.isEmpty()) {
                    evidence.broken("E-OPEN-1", "where " + what + ", examine() did this: " + told(done));
                }
            }
            if (!entries(bench.folder().path()).equals(before)) {
                evidence.broken(
                        "E-OPEN-1",
                        "where " + what + ", examine() has changed the folder from " + before + " to "
                                + entries(bench.folder().path()));
            }
        }
        context.add(evidence);
    }

    private static void judge(CheckContext context, SuiteSpec spec, String what, Evidence evidence) {
        try {
            Fitness fitness = context.engine().examine(spec);
            if (fitness.reason().isBlank()) {
                evidence.broken("E-OPEN-1", "where " + what + ", examine() gives no reason");
            }
        } catch (RuntimeException | LinkageError e) {
            evidence.broken(
                    "E-OPEN-1", "where " + what + ", examine() threw " + e + "; what does not fit has to be returned");
        }
    }

    private static String told(List<FileEvents.Event> events) {
        return events.stream()
                .map(event -> event.kind() + " of " + event.file().getFileName())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Set<Path> entries(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
