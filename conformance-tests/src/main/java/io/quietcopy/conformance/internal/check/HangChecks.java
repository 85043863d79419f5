package io.quietcopy.conformance.internal.check;

import io.quietcopy.CopyException;
import io.quietcopy.TargetState;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ModelSides;
import io.quietcopy.conformance.internal.place.Place;
import io.quietcopy.conformance.internal.place.Sides;
import io.quietcopy.conformance.internal.place.SplitSides;
import io.quietcopy.conformance.internal.trial.Bench;
import io.quietcopy.conformance.internal.trial.EngineThread;
import io.quietcopy.conformance.internal.trial.EngineThread.Outcome;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Freeze;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.StorageFault;
import io.quietcopy.testbed.StorageModel;
import io.quietcopy.testbed.StorageOperation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Storage that stops answering: what an engine says meanwhile, how it ends, and what it lets go of when. */
final class HangChecks {
    private static final long KIB = 1 << 10;
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(60);
    private static final Duration HANG_LIMIT = Duration.ofSeconds(20);

    /** Ten seconds, and what a busy machine adds. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(13);

    private static final Duration AFTER_LIMIT = Duration.ofSeconds(20);
    private static final long SETTLE_MILLIS = 300;
    private static final long SILENCE_MILLIS = 2200;
    private static final long ABORT_LIMIT_MILLIS = 2000;

    private HangChecks() {}

    static List<Check> all() {
        return List.of(
                new OwnCheck(
                        "hanging-write",
                        "a write that hangs is no sign of life, and is reported when the copy is stopped",
                        List.of("E-STOP-6", "E-PROGRESS-2", "E-STOP-2", "E-STOP-9"),
                        List.of(Place.OWN),
                        context -> onModel(context, StorageOperation.WRITE, "target")),
                new OwnCheck(
                        "hanging-read",
                        "a read that hangs is reported when the copy is stopped",
                        List.of("E-STOP-6", "E-PROGRESS-2"),
                        List.of(Place.OWN),
                        context -> onModel(context, StorageOperation.READ, "source")),
                OwnCheck.of(
                        "frozen",
                        "a file system that is frozen under the copy is reported when it is stopped",
                        HangChecks::frozen,
                        "E-STOP-6"));
    }

    /** What makes the storage hang, and lets it go on. */
    private interface Trouble {
        void begin() throws IOException;

        boolean awaitHang() throws IOException;

        void end() throws IOException;

        /** Returns whether to look for signs of life while it hangs, which takes a while. */
        default boolean silent() {
            return true;
        }
    }

    private static void onModel(CheckContext context, StorageOperation operation, String side) throws Exception {
        context.require(Requirement.STORAGE_MODEL);
        try (StorageModel model = StorageModel.builder().start()) {
            StorageFault hang = StorageFault.on(operation)
                    .file(side)
                    .range(200 * KIB, Long.MAX_VALUE >> 1)
                    .hang();
            hang(context, new ModelSides(model), new Trouble() {
                @Override
                public void begin() throws IOException {
                    model.inject(hang);
                }

                @Override
                public boolean awaitHang() throws IOException {
                    return model.awaitHanging(1, HANG_LIMIT);
                }

                @Override
                public void end() throws IOException {
                    model.release();
                }
            });
        }
    }

    private static void frozen(CheckContext context) throws Exception {
        context.require(FileSystemKind.EXT4.requirements());
        context.require(Requirement.FSFREEZE);
        try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            hang(context, new SplitSides(context.workshop().folder(), place.path()), new Trouble() {
                private @Nullable Freeze freeze;

                @Override
                public void begin() throws IOException {
                    freeze = place.freeze();
                }

                @Override
                public boolean awaitHang() {
                    long deadline = System.nanoTime() + HANG_LIMIT.toNanos();
                    while (System.nanoTime() < deadline) {
                        boolean here =
                                Processes.awaitHang(ProcessHandle.current().pid(), Duration.ofMillis(500));
                        if (here || Processes.descendants().stream().anyMatch(Processes::hangs)) {
                            return true;
                        }
                    }
                    return false;
                }

                @Override
                public void end() {
                    Freeze frozen = freeze;
                    if (frozen != null) {
                        frozen.thaw();
                    }
                }

                @Override
                public boolean silent() {
                    return false;
                }
            });
        }
    }

    private static void hang(CheckContext context, Sides sides, Trouble trouble) throws Exception {
        Evidence evidence = new Evidence();
        Leaks before = Leaks.since();
        Signs signs = new Signs();
        CopyCase copyCase = CopyCase.builder()
                .source(Piece.data(1024 * KIB))
                .target(TargetKind.IN_PLACE)
                .blockBytes(16 * KIB)
                .inFlightBytes(64 * KIB)
                .build();
        // A thread of its own: one that is stuck must not be in the way of the next check.
        try (EngineThread thread = new EngineThread();
                Bench bench = Bench.of(copyCase, sides, context.subject(), evidence, signs)) {
            Outcome<TransferSession> opened =
                    thread.call(OPEN_LIMIT, () -> context.engine().open(bench.spec()));
            TransferSession session = opened.value();
            if (session == null) {
                evidence.broken("E-STOP-6", "open() had to succeed, but failed: " + opened.failure() + opened.hang());
            } else {
                try {
                    new Hang(evidence, bench, session, thread, signs, trouble).watch();
                } finally {
                    trouble.end();
                }
                bench.judgeTarget(false, "E-STOP-6");
            }
        }
        judgeLeaks(before, evidence);
        context.add(evidence);
    }

    private static void judgeLeaks(Leaks before, Evidence evidence) throws Exception {
        evidence.seen("E-STOP-9");
        for (int i = 0; i < 250 && !before.found().isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        if (!before.found().isEmpty()) {
            evidence.broken("E-STOP-9", "after the storage answered again, this was still held: " + before.found());
        }
    }

    /** Counts signs of life. Thread-safe. */
    private static final class Signs implements SuiteControl.Listener {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void completed(long offset, long bytes, Permit.How how) {
            count.incrementAndGet();
        }

        @Override
        public void alive(Activity activity) {
            count.incrementAndGet();
        }
    }

    /** One copy that hangs. */
    private record Hang(
            Evidence evidence,
            Bench bench,
            TransferSession session,
            EngineThread thread,
            Signs signs,
            Trouble trouble) {
        void watch() throws Exception {
            trouble.begin();
            Future<TransferResult> running = thread.submit(() -> session.run(bench.control()));
            if (!trouble.awaitHang()) {
                evidence.broken("E-STOP-6", "the storage hangs, and nobody has come to wait for it");
                bench.control().cancel(true);
                return;
            }
            if (trouble.silent()) {
                silence();
            }
            stop();
            Outcome<TransferResult> ran = thread.await(STOP_LIMIT, running);
            evidence.seen("E-STOP-6");
            Optional<CompletableFuture<TargetState>> settled = settled(ran);
            if (ran.hang() == null) {
                Outcome<Boolean> closed = thread.call(STOP_LIMIT, () -> {
                    session.close();
                    return true;
                });
                if (closed.hang() != null) {
                    evidence.broken("E-STOP-9", "close() waits for storage that hangs; it is at " + closed.hang());
                }
            }
            if (settled.isPresent() && settled.get().isDone()) {
                evidence.broken("E-STOP-6", "the future of settled() is complete while the storage still hangs");
            }
            trouble.end();
            if (settled.isPresent()) {
                awaitSettled(settled.get());
            } else if (ran.hang() != null) {
                thread.await(AFTER_LIMIT, running);
                thread.call(AFTER_LIMIT, () -> {
                    session.close();
                    return true;
                });
            }
        }

        /** While nothing moves, nothing may be said. */
        private void silence() throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            int before = signs.count.get();
            TimeUnit.MILLISECONDS.sleep(SILENCE_MILLIS);
            evidence.seen("E-PROGRESS-2");
            int more = signs.count.get() - before;
            if (more > 0) {
                evidence.broken(
                        "E-PROGRESS-2",
                        more + " signs of life came in " + SILENCE_MILLIS + " ms in which the storage answered nobody");
            }
        }

        private void stop() {
            evidence.seen("E-STOP-2");
            bench.control().cancel(true);
            long begin = System.nanoTime();
            session.abort();
            long millis = (System.nanoTime() - begin) / 1_000_000;
            if (millis > ABORT_LIMIT_MILLIS) {
                evidence.broken("E-STOP-2", "abort() took " + millis + " ms while the storage hung");
            }
        }

        private Optional<CompletableFuture<TargetState>> settled(Outcome<TransferResult> ran) {
            if (ran.hang() != null) {
                evidence.broken(
                        "E-STOP-6",
                        "the storage hangs, and run() has not thrown " + STOP_LIMIT.toSeconds()
                                + " seconds after it was stopped; it is at " + ran.hang());
                return Optional.empty();
            }
            if (ran.failure() instanceof CopyException typed && typed.settled().isPresent()) {
                return typed.settled();
            }
            evidence.broken(
                    "E-STOP-6",
                    "the storage hangs, and run() has not thrown a CopyException with settled(), but "
                            + (ran.failure() == null ? "returned normally" : "threw " + ran.failure()));
            return Optional.empty();
        }

        private void awaitSettled(CompletableFuture<TargetState> settled) throws InterruptedException {
            try {
                settled.get(AFTER_LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                evidence.broken(
                        "E-STOP-6",
                        "the storage answers again, and the future of settled() has not completed after "
                                + AFTER_LIMIT.toSeconds() + " seconds");
            } catch (ExecutionException e) {
                evidence.broken("E-STOP-6", "the future of settled() has failed: " + e.getCause());
            }
        }
    }
}
