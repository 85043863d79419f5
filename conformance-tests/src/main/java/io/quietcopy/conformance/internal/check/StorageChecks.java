package io.quietcopy.conformance.internal.check;

import io.quietcopy.CachePolicy;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ModelSides;
import io.quietcopy.conformance.internal.trial.TrialPlan;
import io.quietcopy.conformance.internal.trial.TrialResult;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.testbed.StorageCounters;
import io.quietcopy.testbed.StorageFault;
import io.quietcopy.testbed.StorageModel;
import io.quietcopy.testbed.StorageOperation;
import io.quietcopy.testbed.StorageTiming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What only storage can tell that takes its time, and counts: bytes in flight, permits that live as long as their calls. */
final class StorageChecks {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final Duration LATENCY = Duration.ofMillis(20);

    private StorageChecks() {}

    static List<Check> all() {
        return List.of(
                OwnCheck.onModel(
                        "in-flight",
                        "no more is in flight than permits and limits allow, and a permit lives as long as its calls",
                        StorageChecks::inFlight,
                        "E-PERMIT-2",
                        "E-PERMIT-8",
                        "E-PERMIT-1"),
                OwnCheck.onModel(
                        "stillness",
                        "when run() ends nothing is in flight, however it ends",
                        StorageChecks::stillness,
                        "E-STOP-5",
                        "E-ERROR-6"),
                OwnCheck.onModel(
                        "signs-of-life",
                        "a copy that moves shows it all the time",
                        StorageChecks::signsOfLife,
                        "E-PROGRESS-1"),
                OwnCheck.onModel(
                        "nothing-twice",
                        "the source is read once, and the target not at all",
                        StorageChecks::nothingTwice,
                        "E-EDGE-3",
                        "E-DIGEST-2"),
                OwnCheck.onModel(
                        "refused-zeroing",
                        "storage that makes no zeroes is asked once, and then written to",
                        StorageChecks::refusedZeroing,
                        "E-ZERO-5",
                        "E-ZERO-1"));
    }

    private static CopyCase.Builder copy(long length) {
        return CopyCase.builder()
                .source(Piece.data(length))
                .blockBytes(64 * KIB)
                .inFlightBytes(256 * KIB);
    }

    private static void inFlight(CheckContext context) throws Exception {
        try (StorageModel model = StorageModel.builder().start()) {
            for (long inFlight : new long[] {64 * KIB, 256 * KIB}) {
                CopyCase copyCase = copy(2 * MIB)
                        .inFlightBytes(inFlight)
                        .target(TargetKind.IN_PLACE)
                        .build();
                ModelSides sides =
                        new ModelSides(model).timing(StorageTiming.immediate().latency(LATENCY));
                LastLook look = new LastLook(sides);
                TrialResult result = context.attempt(
                        TrialPlan.of(copyCase, "E-PERMIT-2", sides).heardBy(look));
                StorageCounters counters = look.counters;
                if (result.succeeded() && counters != null) {
                    judgeInFlight(context, counters, look.lives, inFlight);
                }
            }
        }
    }

    private static void judgeInFlight(
            CheckContext context, StorageCounters counters, PermitLives lives, long inFlight) {
        context.seen("E-PERMIT-1", "E-PERMIT-2", "E-PERMIT-8");
        long most = lives.streams ? 64 * KIB : inFlight;
        long reads = counters.reads().mostInFlightBytes();
        long writes = counters.writes().mostInFlightBytes();
        if (Math.max(reads, writes) > most) {
            context.broken(
                    "E-PERMIT-8",
                    "with " + most + " bytes in flight the storage had up to " + reads + " bytes of reads and " + writes
                            + " bytes of writes to work on at once");
        }
        if (Math.max(reads, writes) > lives.mostOpenBytes && !lives.streams) {
            context.broken(
                    "E-PERMIT-1",
                    "at most " + lives.mostOpenBytes + " bytes were permitted at once, but the storage had up to "
                            + reads + " bytes of reads and " + writes + " bytes of writes to work on");
        }
        long shortest = LATENCY.toNanos() * 3 / 2; // a read and a write take two latencies
        if (lives.shortestNanos < shortest) {
            context.broken(
                    "E-PERMIT-2",
                    "each read and each write takes " + LATENCY.toMillis()
                            + " ms, but a permit with which bytes were copied was open for only "
                            + lives.shortestNanos / 1_000_000 + " ms");
        }
    }

    /** How long permits lived. Thread-safe. */
    private static final class PermitLives implements SuiteControl.Listener {
        private long openBytes;
        private long mostOpenBytes;
        private long shortestNanos = Long.MAX_VALUE;
        private boolean streams;

        @Override
        public synchronized void granted(Operation operation, long bytes) {
            streams |= operation == Operation.STREAM;
            openBytes += bytes;
            mostOpenBytes = Math.max(mostOpenBytes, openBytes);
        }

        @Override
        public synchronized void closed(Operation operation, long bytes, long completedBytes, long nanos) {
            openBytes -= bytes;
            if (operation != Operation.ZERO && completedBytes > 0) {
                shortestNanos = Math.min(shortestNanos, nanos);
            }
        }
    }

    /** Takes the counters while the copy runs: what comes later is none of its business. */
    private static final class LastLook implements SuiteControl.Listener {
        private final PermitLives lives = new PermitLives();
        private final ModelSides sides;
        private volatile @Nullable StorageCounters counters;

        private LastLook(ModelSides sides) {
            this.sides = sides;
        }

        @Override
        public void granted(Operation operation, long bytes) {
            lives.granted(operation, bytes);
        }

        @Override
        public void closed(Operation operation, long bytes, long completedBytes, long nanos) {
            lives.closed(operation, bytes, completedBytes, nanos);
            try {
                counters = sides.counters();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void stillness(CheckContext context) throws Exception {
        StorageTiming slow = StorageTiming.immediate().latency(Duration.ofMillis(100));
        try (StorageModel model = StorageModel.builder().start()) {
            for (Event.Action action :
                    List.of(Event.Action.CANCEL, Event.Action.CANCEL_QUIETLY, Event.Action.ABORT, Event.Action.THROW)) {
                CopyCase copyCase = copy(4 * MIB)
                        .events(Event.of(Event.When.COMPLETED, 3, action))
                        .build();
                context.attempt(TrialPlan.of(copyCase, "E-STOP-5", new ModelSides(model).timing(slow)));
            }
            ModelSides failing = new ModelSides(model)
                    .timing(slow)
                    .fault(StorageFault.on(StorageOperation.WRITE)
                            .file("target")
                            .at(512 * KIB)
                            .error("EIO"));
            context.attempt(TrialPlan.of(copy(4 * MIB).build(), "E-STOP-5", failing)
                    .expecting(FaultChecks.writeFailed("a write fails with EIO")));
        }
    }

    private static void signsOfLife(CheckContext context) throws Exception {
        long bytesPerSecond = 6 * MIB;
        try (StorageModel model = StorageModel.builder().start()) {
            ModelSides sides =
                    new ModelSides(model).timing(StorageTiming.immediate().bandwidth(bytesPerSecond));
            Signs signs = new Signs(sides);
            CopyCase copyCase = CopyCase.builder().source(Piece.data(14 * MIB)).build();
            TrialResult result = context.attempt(
                    TrialPlan.of(copyCase, "E-PROGRESS-1", sides).heardBy(signs));
            if (!result.succeeded()) {
                return;
            }
            context.seen("E-PROGRESS-1");
            // Counted in what the storage has done meanwhile: a busy machine slows both.
            long most = bytesPerSecond * 3 / 2;
            if (signs.longestBytes > most) {
                context.broken(
                        "E-PROGRESS-1",
                        "between two signs of life the storage, at " + bytesPerSecond
                                + " bytes a second, has read or written " + signs.longestBytes
                                + " bytes; there has to be a sign each second");
            }
        }
    }

    /** What the storage moves between two signs of life. Thread-safe. */
    private static final class Signs implements SuiteControl.Listener {
        private static final long PAUSE_NANOS = 50_000_000;

        private final ModelSides sides;
        private long lastBytes;
        private long lastNanos;
        private long longestBytes;

        private Signs(ModelSides sides) {
            this.sides = sides;
        }

        private synchronized void sign() {
            if (System.nanoTime() - lastNanos < PAUSE_NANOS) {
                return;
            }
            try {
                StorageCounters counters = sides.counters();
                long bytes =
                        Math.max(counters.reads().bytes(), counters.writes().bytes());
                longestBytes = Math.max(longestBytes, bytes - lastBytes);
                lastBytes = bytes;
                lastNanos = System.nanoTime();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void completed(long offset, long bytes, Permit.How how) {
            sign();
        }

        @Override
        public void alive(Activity activity) {
            sign();
        }

        @Override
        public void closed(Operation operation, long bytes, long completedBytes, long nanos) {
            sign();
        }
    }

    private static void nothingTwice(CheckContext context) throws Exception {
        Set<Capability> declared = context.subject().capabilities();
        try (StorageModel model = StorageModel.builder().start()) {
            // Met by each read of the target, and felt by none.
            ModelSides sides = new ModelSides(model)
                    .fault(StorageFault.on(StorageOperation.READ).file("target").delay(Duration.ofNanos(1)));
            CopyCase copyCase = copy(2 * MIB)
                    .target(TargetKind.IN_PLACE)
                    .ranges(new Range(100, 5100, 700_000), new Range(800_000, 705_101, 1_000_000))
                    .targetBytes(3 * MIB)
                    .digest(declared.contains(Capability.DIGEST))
                    .build();
            LastLook look = new LastLook(sides);
            TrialResult result =
                    context.attempt(TrialPlan.of(copyCase, "E-EDGE-3", sides).heardBy(look));
            StorageCounters counters = look.counters;
            if (!result.succeeded() || counters == null) {
                return;
            }
            context.seen("E-EDGE-3");
            if (counters.faults() > 0) {
                context.broken(
                        "E-EDGE-3",
                        "bytes of the target were read " + counters.faults()
                                + " times; what lies beside the extents is nobody's to write back");
            }
            if (declared.contains(Capability.DIGEST)) {
                context.seen("E-DIGEST-2");
                long read = counters.reads().bytes();
                if (read > copyCase.totalBytes() * 3 / 2) {
                    context.broken(
                            "E-DIGEST-2",
                            read + " bytes of the source were read to copy and hash " + copyCase.totalBytes());
                }
            }
        }
    }

    private static void refusedZeroing(CheckContext context) throws Exception {
        try (StorageModel model = StorageModel.builder().start()) {
            ModelSides sides = new ModelSides(model)
                    .from(StorageFault.on(StorageOperation.FALLOCATE).error("EOPNOTSUPP"));
            CopyCase copyCase = copy(64 * KIB)
                    .source(
                            Piece.hole(256 * KIB),
                            Piece.data(64 * KIB),
                            Piece.hole(256 * KIB),
                            Piece.data(64 * KIB),
                            Piece.hole(128 * KIB))
                    .target(TargetKind.IN_PLACE)
                    .cache(CachePolicy.PREFER_DIRECT)
                    .build();
            LastLook look = new LastLook(sides);
            TrialResult result =
                    context.attempt(TrialPlan.of(copyCase, "E-ZERO-5", sides).heardBy(look));
            StorageCounters counters = look.counters;
            if (!result.succeeded() || counters == null) {
                return;
            }
            context.seen("E-ZERO-5");
            long asked = counters.of(StorageOperation.FALLOCATE);
            // Each of a few ways may be tried once.
            if (asked > 4) {
                context.broken(
                        "E-ZERO-5", "the storage was asked " + asked + " times to make zeroes, and refused each time");
            }
        }
    }
}
