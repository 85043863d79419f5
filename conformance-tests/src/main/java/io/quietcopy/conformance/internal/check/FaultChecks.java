package io.quietcopy.conformance.internal.check;

import io.quietcopy.CachePolicy;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ModelSides;
import io.quietcopy.conformance.internal.trial.ExpectedFailure;
import io.quietcopy.conformance.internal.trial.TrialPlan;
import io.quietcopy.conformance.internal.trial.TrialResult;
import io.quietcopy.spi.Capability;
import io.quietcopy.testbed.StorageFault;
import io.quietcopy.testbed.StorageModel;
import io.quietcopy.testbed.StorageOperation;
import io.quietcopy.testbed.StorageTiming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls that fail, move less than asked for, or are refused: each at one place of a storage model. */
final class FaultChecks {
    private static final long KIB = 1 << 10;
    private static final long SOURCE_OFFSET = 64 * KIB;
    private static final long TARGET_OFFSET = 192 * KIB;
    private static final long LENGTH = 640 * KIB;
    private static final long IN_FLIGHT = 64 * KIB;
    private static final long BLOCK = 16 * KIB;

    private static final Map<String, ErrorCode> WRITE_CODES = new LinkedHashMap<>();
    private static final Map<String, ErrorCode> READ_CODES = new LinkedHashMap<>();

    static {
        WRITE_CODES.put("EIO", ErrorCode.WRITE_FAILED);
        WRITE_CODES.put("EREMOTEIO", ErrorCode.WRITE_FAILED);
        WRITE_CODES.put("ENOSPC", ErrorCode.NO_SPACE);
        WRITE_CODES.put("EDQUOT", ErrorCode.NO_SPACE);
        WRITE_CODES.put("EFBIG", ErrorCode.FILE_TOO_LARGE);
        WRITE_CODES.put("EROFS", ErrorCode.TARGET_READ_ONLY);
        WRITE_CODES.put("EACCES", ErrorCode.TARGET_UNWRITABLE);
        WRITE_CODES.put("EPERM", ErrorCode.TARGET_UNWRITABLE);
        WRITE_CODES.put("EBUSY", ErrorCode.TARGET_IN_USE);
        WRITE_CODES.put("ETXTBSY", ErrorCode.TARGET_IN_USE);
        READ_CODES.put("EIO", ErrorCode.READ_FAILED);
        READ_CODES.put("ESTALE", ErrorCode.READ_FAILED);
        READ_CODES.put("EACCES", ErrorCode.SOURCE_UNREADABLE);
        READ_CODES.put("EPERM", ErrorCode.SOURCE_UNREADABLE);
    }

    private FaultChecks() {}

    static List<Check> all() {
        return List.of(
                OwnCheck.onModel(
                        "write-errors",
                        "a write that fails fails the copy, with its code and its place",
                        FaultChecks::writeErrors,
                        "E-ERROR-1",
                        "E-ERROR-2",
                        "E-ERROR-4",
                        "E-ERROR-5"),
                OwnCheck.onModel(
                        "read-errors",
                        "a read that fails fails the copy, with its code and its place",
                        FaultChecks::readErrors,
                        "E-ERROR-1",
                        "E-ERROR-2"),
                OwnCheck.onModel(
                        "first-error",
                        "after an error no other block is started",
                        FaultChecks::firstError,
                        "E-ERROR-3"),
                OwnCheck.onModel(
                        "late-errors",
                        "an error of the last write, of a flush or of the closing is not swallowed",
                        FaultChecks::lateErrors,
                        "E-ERROR-4"),
                OwnCheck.onModel(
                        "short-calls",
                        "reads and writes that move less than asked for, and interrupted ones, are gone on with",
                        FaultChecks::shortCalls,
                        "E-SHORT-1"),
                OwnCheck.onModel(
                        "einval-after-short-read",
                        "EINVAL after a short read is not the end of the source",
                        FaultChecks::einvalAfterShortRead,
                        "E-SHORT-2"),
                OwnCheck.onModel(
                        "direct-refused",
                        "direct I/O that is refused at the opening or at the first call is not called direct",
                        FaultChecks::directRefused,
                        "E-OPEN-3",
                        "E-OPEN-7",
                        "E-LADDER-1"),
                OwnCheck.onModel(
                        "direct-refused-later",
                        "direct I/O that is refused while the copy runs is a step down, or the end",
                        FaultChecks::directRefusedLater,
                        "E-CACHE-5",
                        "E-CACHE-3"));
    }

    /** A range that lies elsewhere in the target, so that offsets of the sides differ. */
    private static CopyCase.Builder copy() {
        return CopyCase.builder()
                .source(Piece.data(SOURCE_OFFSET + LENGTH))
                .ranges(new Range(SOURCE_OFFSET, TARGET_OFFSET, LENGTH))
                .target(TargetKind.IN_PLACE)
                .blockBytes(BLOCK)
                .inFlightBytes(IN_FLIGHT);
    }

    static ExpectedFailure writeFailed(String what) {
        return ExpectedFailure.of(what, "E-ERROR-4", ErrorCode.WRITE_FAILED);
    }

    private static void writeErrors(CheckContext context) throws Exception {
        try (StorageModel model = StorageModel.builder().start()) {
            for (Map.Entry<String, ErrorCode> error : WRITE_CODES.entrySet()) {
                long place = TARGET_OFFSET + 300 * KIB + 5;
                fails(context, model, StorageOperation.WRITE, "target", place, error.getKey(), error.getValue());
            }
            for (long place : new long[] {TARGET_OFFSET, TARGET_OFFSET + LENGTH - 1}) {
                fails(context, model, StorageOperation.WRITE, "target", place, "EIO", ErrorCode.WRITE_FAILED);
            }
        }
    }

    private static void readErrors(CheckContext context) throws Exception {
        try (StorageModel model = StorageModel.builder().start()) {
            for (Map.Entry<String, ErrorCode> error : READ_CODES.entrySet()) {
                long place = SOURCE_OFFSET + 300 * KIB + 5;
                fails(context, model, StorageOperation.READ, "source", place, error.getKey(), error.getValue());
            }
            for (long place : new long[] {SOURCE_OFFSET, SOURCE_OFFSET + LENGTH - 1}) {
                fails(context, model, StorageOperation.READ, "source", place, "EIO", ErrorCode.READ_FAILED);
            }
        }
    }

    private static void fails(
            CheckContext context,
            StorageModel model,
            StorageOperation operation,
            String side,
            long place,
            String errno,
            ErrorCode code)
            throws Exception {
        ModelSides sides = new ModelSides(model)
                .fault(StorageFault.on(operation).file(side).at(place).error(errno));
        ExpectedFailure expected = ExpectedFailure.of(
                        operation + " of the " + side + " at byte " + place + " fails with " + errno, "E-ERROR-4", code)
                .at(side, Math.max(0, place - IN_FLIGHT - BLOCK), place);
        context.attempt(TrialPlan.of(copy().build(), "E-ERROR-1", sides).expecting(expected));
    }

    /** The storage takes its time, so that an engine on a busy machine hears of the error before much else is copied. */
    private static void firstError(CheckContext context) throws Exception {
        try (StorageModel model = StorageModel.builder().start()) {
            ModelSides sides = new ModelSides(model)
                    .timing(StorageTiming.immediate().latency(Duration.ofMillis(50)))
                    .fault(StorageFault.on(StorageOperation.WRITE)
                            .file("target")
                            .at(TARGET_OFFSET + 100 * KIB)
                            .error("EIO"));
            TrialResult result = context.attempt(
                    TrialPlan.of(copy().build(), "E-ERROR-3", sides).expecting(writeFailed("a write fails with EIO")));
            context.seen("E-ERROR-3");
            long most = 100 * KIB + 4 * IN_FLIGHT;
            if (result.books().completedBytes() > most) {
                context.broken(
                        "E-ERROR-3",
                        "the write " + 100 * KIB + " bytes behind the beginning failed, with " + IN_FLIGHT
                                + " bytes in flight, and " + result.books().completedBytes() + " bytes were copied");
            }
        }
    }

    private static void lateErrors(CheckContext context) throws Exception {
        try (StorageModel model = StorageModel.builder().start()) {
            ModelSides last = new ModelSides(model)
                    .fault(StorageFault.on(StorageOperation.WRITE)
                            .file("target")
                            .at(LENGTH + 100)
                            .error("EIO"));
            CopyCase odd = copy().ranges(List.of())
                    .source(Piece.data(LENGTH + 101))
                    .target(TargetKind.STAGED)
                    .build();
            context.attempt(
                    TrialPlan.of(odd, "E-ERROR-4", last).expecting(writeFailed("the last write fails with EIO")));

            CopyCase edges = copy().ranges(new Range(100, TARGET_OFFSET + 100, LENGTH - 200))
                    .build();
            for (StorageOperation operation : List.of(StorageOperation.FSYNC, StorageOperation.FLUSH)) {
                ModelSides sides = new ModelSides(model)
                        .fault(StorageFault.on(operation).file("target").error("EIO"));
                context.attempt(TrialPlan.of(edges, "E-ERROR-4", sides)
                        .expecting(ExpectedFailure.of(
                                        operation + " (" + (operation == StorageOperation.FLUSH ? "close" : "a flush")
                                                + ") of the target fails with EIO",
                                        "E-ERROR-4",
                                        ErrorCode.FLUSH_FAILED,
                                        ErrorCode.WRITE_FAILED)
                                .onlyIf(() -> faults(sides))));
            }
        }
    }

    private static boolean faults(ModelSides sides) {
        try {
            return sides.counters().faults() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void shortCalls(CheckContext context) throws Exception {
        CopyCase odd = CopyCase.builder()
                .source(Piece.data(LENGTH + 77))
                .blockBytes(BLOCK)
                .inFlightBytes(IN_FLIGHT)
                .build();
        try (StorageModel model = StorageModel.builder().start()) {
            for (StorageOperation operation : List.of(StorageOperation.READ, StorageOperation.WRITE)) {
                String side = operation == StorageOperation.READ ? "source" : "target";
                for (long bytes : new long[] {512, 1000, 5000, 1}) {
                    StorageFault cut = StorageFault.on(operation)
                            .file(side)
                            .after(3)
                            .times(3)
                            .shortTo(bytes);
                    // As storage with blocks does: what goes on from an odd place is refused.
                    StorageFault aligned = StorageFault.on(operation)
                            .file(side)
                            .directUnaligned(512)
                            .error("EINVAL");
                    goesOn(context, odd, new ModelSides(model).fault(aligned).fault(cut));
                }
                for (String errno : List.of("EINTR", "EAGAIN")) {
                    StorageFault again = StorageFault.on(operation)
                            .file(side)
                            .after(2)
                            .times(1)
                            .error(errno);
                    goesOn(context, odd, new ModelSides(model).fault(again));
                }
            }
        }
    }

    private static void goesOn(CheckContext context, CopyCase copyCase, ModelSides sides) throws Exception {
        context.seen("E-SHORT-1");
        context.attempt(TrialPlan.of(copyCase, "E-SHORT-1", sides));
    }

    private static void einvalAfterShortRead(CheckContext context) throws Exception {
        try (StorageModel model = StorageModel.builder().start()) {
            for (int after : new int[] {0, 5}) {
                ModelSides sides = new ModelSides(model)
                        .fault(StorageFault.on(StorageOperation.READ)
                                .file("source")
                                .after(after)
                                .times(1)
                                .shortTo(1000))
                        .fault(StorageFault.on(StorageOperation.READ)
                                .file("source")
                                .after(after + 1)
                                .times(1)
                                .error("EINVAL"));
                CopyCase one = copy().inFlightBytes(BLOCK).build();
                context.seen("E-SHORT-2");
                // To fail is all right, to step down is, but not to succeed with less.
                context.attempt(TrialPlan.of(one, "E-SHORT-2", sides).expecting(new SuccessOrTyped("E-SHORT-2")));
            }
        }
    }

    private static void directRefused(CheckContext context) throws Exception {
        boolean ladder = context.subject().declares(Capability.CACHE_LADDER);
        try (StorageModel model = StorageModel.builder().pageCache(true).start()) {
            for (StorageOperation[] refused : new StorageOperation[][] {
                {StorageOperation.OPEN, StorageOperation.CREATE}, {StorageOperation.READ, StorageOperation.WRITE}
            }) {
                StorageFault refusal = StorageFault.on(refused).direct().error("EINVAL");
                String what = "storage refuses direct I/O at " + refused[0];
                CopyCase prefer = copy().build();
                TrialResult result =
                        context.attempt(TrialPlan.of(prefer, "E-OPEN-3", new ModelSides(model).from(refusal))
                                .expecting(new SuccessOrTyped("E-OPEN-3", true)));
                context.seen("E-OPEN-3");
                SideMode source = result.sourceMode();
                SideMode target = result.targetMode();
                if (source != null && target != null) {
                    judgeStep(context, what, source, target, ladder);
                }
                context.attempt(TrialPlan.of(
                                copy().cache(CachePolicy.REQUIRE_DIRECT).build(),
                                "E-OPEN-7",
                                new ModelSides(model).from(refusal))
                        .expecting(new MustNotFit(what)));
                context.seen("E-OPEN-7");
            }
        }
    }

    private static void judgeStep(CheckContext context, String what, SideMode source, SideMode target, boolean ladder) {
        if (isDirect(source) || isDirect(target)) {
            context.broken("E-OPEN-3", what + ", and the modes are " + source + " and " + target);
        }
        if (!ladder) {
            return;
        }
        context.seen("E-LADDER-1");
        if (source.access() == SideMode.Access.BUFFERED || target.access() == SideMode.Access.BUFFERED) {
            context.broken(
                    "E-LADDER-1",
                    what + ", and the engine, which declares CACHE_LADDER, leaves the cache dirty: the modes are "
                            + source + " and " + target);
        }
    }

    private static boolean isDirect(SideMode mode) {
        return mode.access() == SideMode.Access.DIRECT;
    }

    private static void directRefusedLater(CheckContext context) throws Exception {
        try (StorageModel model = StorageModel.builder().pageCache(true).start()) {
            for (boolean onTarget : new boolean[] {false, true}) {
                StorageFault refusal = StorageFault.on(onTarget ? StorageOperation.WRITE : StorageOperation.READ)
                        .file(onTarget ? "target" : "source")
                        .direct()
                        .range(400 * KIB, Long.MAX_VALUE >> 1)
                        .error("EINVAL");
                String what =
                        "direct I/O of the " + (onTarget ? "target" : "source") + " is refused while the copy runs";
                ModelSides required = new ModelSides(model).fault(refusal);
                CopyCase strict = copy().cache(CachePolicy.REQUIRE_DIRECT).build();
                TrialResult refused = context.attempt(
                        TrialPlan.of(strict, "E-CACHE-5", required).expecting(new RefusedLater(what)));
                if (refused.runFailure() != null) {
                    context.seen("E-CACHE-5");
                }
                ModelSides preferred = new ModelSides(model).fault(refusal);
                // To go on another way is meant, to give up is allowed; to say that it was direct is not.
                TrialResult stepped = context.attempt(TrialPlan.of(copy().build(), "E-CACHE-3", preferred)
                        .expecting(new SuccessOrTyped("E-CACHE-3")));
                SideMode mode = onTarget ? stepped.targetMode() : stepped.sourceMode();
                if (stepped.succeeded() && mode != null) {
                    context.seen("E-CACHE-3");
                    if (isDirect(mode)) {
                        context.broken("E-CACHE-3", what + ", and in the end the mode is " + mode);
                    }
                }
            }
        }
    }
}
