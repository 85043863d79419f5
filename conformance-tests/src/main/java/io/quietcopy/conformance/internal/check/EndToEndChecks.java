package io.quietcopy.conformance.internal.check;

import io.quietcopy.CachePolicy;
import io.quietcopy.Copier;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.CopyListener;
import io.quietcopy.CopyPlan;
import io.quietcopy.CopyProgress;
import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.CopyTask;
import io.quietcopy.DataSize;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.ErrorCode;
import io.quietcopy.NoEngineException;
import io.quietcopy.Pace;
import io.quietcopy.TargetMode;
import io.quietcopy.VerifyPolicy;
import io.quietcopy.conformance.internal.place.Place;
import io.quietcopy.conformance.internal.place.TryFolder;
import io.quietcopy.spi.Capability;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Leaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The engine under the real Copier, from the request to the published file. */
final class EndToEndChecks {
    private static final long KIB = 1 << 10;
    private static final int LENGTH = (3 << 20) + 77;

    private EndToEndChecks() {}

    static List<Check> all() {
        return List.of(
                files(
                        "copier-new",
                        "a new file is made",
                        EndToEndChecks::newFile,
                        "E-BYTES-1",
                        "E-PERMIT-4",
                        "E-OPEN-1"),
                files("copier-replace", "a file is replaced", EndToEndChecks::replace, "E-BYTES-1"),
                files(
                        "copier-ranges",
                        "ranges are written into a file that is there",
                        EndToEndChecks::ranges,
                        "E-BYTES-1",
                        "E-BYTES-2"),
                files(
                        "copier-verify",
                        "a copy is hashed and read back, or refused before the target is touched",
                        EndToEndChecks::verify,
                        "E-DIGEST-1",
                        "E-DIGEST-3",
                        "E-DIGEST-5"),
                files(
                        "copier-strict",
                        "with require-direct a copy is direct, or refused",
                        EndToEndChecks::strict,
                        "E-OPEN-7"),
                files(
                        "copier-cancel",
                        "a copy that is cancelled leaves nothing",
                        EndToEndChecks::cancel,
                        "E-STOP-4",
                        "E-RES-2"));
    }

    private interface Body {
        void run(CheckContext context, Copier copier, TryFolder folder) throws Exception;
    }

    private static Check files(String id, String title, Body body, String... rules) {
        return new OwnCheck(id, title, List.of(rules), List.of(Place.FILES), context -> {
            warmUp(context);
            try (TryFolder folder = context.workshop().newTry(false)) {
                Leaks before = Leaks.since();
                try (Copier copier = copier(context)) {
                    body.run(context, copier, folder);
                }
                for (int i = 0; i < 250 && !before.found().isEmpty(); i++) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                if (!before.found().isEmpty()) {
                    context.broken("E-RES-2", "after a copy by the Copier this was left: " + before.found());
                }
            }
        });
    }

    /** One copy that nobody judges: whatever the library writes its log to is open from now on, and no leak. */
    private static void warmUp(CheckContext context) throws Exception {
        try (TryFolder folder = context.workshop().newTry(false);
                Copier copier = copier(context)) {
            copier.copy(CopyRequest.from(DiskImages.random(folder.file("source"), 4 * KIB, 1), folder.file("target"))
                    .build());
        } catch (CopyException e) {
            // The check itself will meet it, and say so.
        }
    }

    private static Copier copier(CheckContext context) {
        String id = context.subject().provider().id();
        CopierConfig.Builder config = CopierConfig.builder();
        config.set("quietcopy.engine", id);
        context.subject()
                .givenSettings()
                .forEach((name, value) -> config.set("quietcopy.engine." + id + "." + name, value));
        return Copier.builder()
                .engineProviders(List.of(context.subject().provider()))
                .config(config.build())
                .build();
    }

    private static void newFile(CheckContext context, Copier copier, TryFolder folder) throws Exception {
        Path source = DiskImages.random(folder.file("source"), LENGTH, 1);
        CopyRequest request = CopyRequest.from(source, folder.file("target")).build();
        CopyPlan plan = copier.explain(request);
        context.seen("E-OPEN-1");
        if (Files.exists(folder.file("target"))) {
            context.broken("E-OPEN-1", "explain() has made the target: " + plan);
        }
        CopyReport report = copier.copy(request);
        context.seen("E-PERMIT-4");
        long sum = report.copiedBytes() + report.zeroedBytes() + report.skippedBytes() + report.sharedBytes();
        if (report.totalBytes() != LENGTH || sum != LENGTH) {
            context.broken(
                    "E-PERMIT-4",
                    "the report of a copy of " + LENGTH + " bytes tells " + report.totalBytes() + " in all, of which "
                            + sum + " are accounted for");
        }
        same(context, source, folder.file("target"));
        alone(context, folder);
    }

    private static void replace(CheckContext context, Copier copier, TryFolder folder) throws Exception {
        Path source = DiskImages.random(folder.file("source"), LENGTH, 1);
        Path target = DiskImages.random(folder.file("target"), 2L * LENGTH, 2);
        copier.copy(CopyRequest.from(source, target).mode(TargetMode.REPLACE).build());
        same(context, source, target);
        alone(context, folder);
    }

    private static void ranges(CheckContext context, Copier copier, TryFolder folder) throws Exception {
        Path source = DiskImages.random(folder.file("source"), LENGTH, 1);
        Path target = DiskImages.random(folder.file("target"), LENGTH, 2);
        Path before = Files.copy(target, folder.file("before"));
        CopyRanges ranges = CopyRanges.of(List.of(
                CopyRange.of(512, 100, 100 * KIB), CopyRange.of(900 * KIB + 1, 1000 * KIB, LENGTH - 1000 * KIB)));
        copier.copy(CopyRequest.from(source, target)
                .mode(TargetMode.IN_PLACE)
                .ranges(ranges)
                .build());
        context.seen("E-BYTES-1", "E-BYTES-2");
        differs(context, "E-BYTES-1", ByteCompare.firstDifference(source, 512, target, 100, 100 * KIB));
        differs(
                context,
                "E-BYTES-1",
                ByteCompare.firstDifference(source, 900 * KIB + 1, target, 1000 * KIB, LENGTH - 1000 * KIB));
        differs(context, "E-BYTES-2", ByteCompare.firstDifference(before, 0, target, 0, 100));
        long gap = 100 * KIB + 100;
        differs(context, "E-BYTES-2", ByteCompare.firstDifference(before, gap, target, gap, 1000 * KIB - gap));
        alone(context, folder);
    }

    private static void verify(CheckContext context, Copier copier, TryFolder folder) throws Exception {
        Path source = DiskImages.random(folder.file("source"), LENGTH, 1);
        Path target = folder.file("target");
        CopyRequest request = CopyRequest.from(source, target)
                .digest(DigestAlgorithm.SHA_256)
                .verify(VerifyPolicy.READ_BACK)
                .build();
        if (!context.subject().declares(Capability.DIGEST)) {
            context.seen("E-DIGEST-5");
            try {
                copier.copy(request);
                context.broken("E-DIGEST-5", "the engine does not declare DIGEST, and a copy with a digest succeeded");
            } catch (CopyException e) {
                if (e.code() != ErrorCode.CAPABILITY_MISSING) {
                    context.broken(
                            "E-DIGEST-5",
                            "a copy with a digest has to be refused with CAPABILITY_MISSING, but it failed with "
                                    + e.code() + ": " + e.getMessage());
                }
                if (Files.exists(target)) {
                    context.broken("E-DIGEST-5", "a copy that was refused has left its target");
                }
            }
            return;
        }
        CopyReport report = copier.copy(request);
        context.seen("E-DIGEST-1", "E-DIGEST-3");
        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(source)));
        if (!report.digest().equals(Optional.of(expected))) {
            context.broken(
                    "E-DIGEST-1",
                    "the SHA-256 of the source is " + expected + ", and the report tells "
                            + report.digest().orElse("none"));
        }
        if (!report.verified()) {
            context.broken(
                    "E-DIGEST-3", "read-back verification was asked for, and the report says that it was not made");
        }
        same(context, source, target);
        alone(context, folder);
    }

    private static void strict(CheckContext context, Copier copier, TryFolder folder) throws Exception {
        Path source = DiskImages.random(folder.file("source"), LENGTH, 1);
        Path target = folder.file("target");
        context.seen("E-OPEN-7");
        try {
            copier.copy(CopyRequest.from(source, target)
                    .cache(CachePolicy.REQUIRE_DIRECT)
                    .build());
            same(context, source, target);
        } catch (CopyException e) {
            if (e.code() != ErrorCode.DIRECT_REFUSED && !(e instanceof NoEngineException)) {
                context.broken("E-BYTES-1", "with require-direct the copy failed: " + e.getMessage());
            } else if (context.direct().of(Place.FILES.kind(), Place.FILES.kind())) {
                context.broken(
                        "E-OPEN-7",
                        "the engine does direct I/O here, but under the Copier it refuses: " + e.getMessage());
            }
        }
        alone(context, folder);
    }

    private static void cancel(CheckContext context, Copier copier, TryFolder folder) throws Exception {
        Path source = DiskImages.random(folder.file("source"), LENGTH, 1);
        CountDownLatch moving = new CountDownLatch(1);
        CopyTask task = copier.start(
                CopyRequest.from(source, folder.file("target"))
                        .pace(Pace.rate(DataSize.ofBytes(256 * KIB)))
                        .build(),
                new CopyListener() {
                    @Override
                    public void progressed(CopyProgress progress) {
                        if (progress.doneBytes() > 0) {
                            moving.countDown();
                        }
                    }
                });
        boolean began = moving.await(30, TimeUnit.SECONDS);
        task.cancel();
        context.seen("E-STOP-4");
        try {
            task.await();
            context.broken("E-STOP-4", "a copy that was cancelled succeeded");
        } catch (CopyCancelledException e) {
            if (!began) {
                context.broken("E-PROGRESS-1", "a copy at 256 KiB a second has shown nothing for 30 seconds");
            }
        }
        alone(context, folder);
    }

    private static void same(CheckContext context, Path source, Path target) throws IOException {
        context.seen("E-BYTES-1");
        differs(context, "E-BYTES-1", ByteCompare.firstDifference(source, target));
    }

    private static void differs(CheckContext context, String rule, Optional<ByteCompare.Difference> difference) {
        difference.ifPresent(found -> context.broken(
                rule, "under the Copier a byte is wrong after a copy that succeeded: " + found.message()));
    }

    /** Nothing is in the folder but what the suite has made. */
    private static void alone(CheckContext context, TryFolder folder) throws IOException {
        context.seen("E-RES-2");
        Set<Path> strays = new TreeSet<>();
        try (Stream<Path> list = Files.list(folder.path())) {
            strays.addAll(list.filter(file -> !folder.knows(file)).collect(Collectors.toSet()));
        }
        if (!strays.isEmpty()) {
            context.broken("E-RES-2", "after a copy by the Copier these files were left: " + strays);
        }
    }
}
