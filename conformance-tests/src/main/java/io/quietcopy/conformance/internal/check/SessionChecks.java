package io.quietcopy.conformance.internal.check;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.SharedBudget;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.conformance.internal.place.Place;
import io.quietcopy.conformance.internal.trial.Bench;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.spi.TransferSession;
import io.quietcopy.testbed.Leaks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What sessions owe each other and the library: many at once, a shared budget, permits that are kept, locks that last. */
final class SessionChecks {
    private static final long KIB = 1 << 10;
    private static final long BLOCK = 16 * KIB;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(500);

    /** Where the library locks what it writes; no data reaches that far. */
    private static final long LOCK_OFFSET = Long.MAX_VALUE - 1;

    private SessionChecks() {}

    static List<Check> all() {
        return List.of(
                files(
                        "sessions-at-once",
                        "many sessions of one engine run at once, and each copies its own",
                        SessionChecks::atOnce,
                        "E-CONC-1"),
                files(
                        "small-budget",
                        "two sessions with a budget of one block both come to an end",
                        SessionChecks::smallBudget,
                        "E-PERMIT-7"),
                files(
                        "withheld-permits",
                        "without a permit nothing moves",
                        SessionChecks::withheldPermits,
                        "E-PERMIT-1",
                        "E-PERMIT-3"),
                files(
                        "complete-is-there",
                        "what is told to be complete can be read at that moment",
                        SessionChecks::completeIsThere,
                        "E-PERMIT-3"),
                files(
                        "locks",
                        "a lock that the library holds on the target survives the session",
                        SessionChecks::locks,
                        "E-OPEN-9"),
                files(
                        "between-sessions",
                        "between sessions an engine holds nothing",
                        SessionChecks::betweenSessions,
                        "E-RES-3"));
    }

    private static Check files(String id, String title, OwnCheck.Scenario scenario, String... rules) {
        return new OwnCheck(id, title, List.of(rules), List.of(Place.FILES), scenario);
    }

    private static CopyCase.Builder copy(long length, long seed) {
        return CopyCase.builder()
                .source(Piece.data(length))
                .seed(seed)
                .blockBytes(BLOCK)
                .inFlightBytes(4 * BLOCK);
    }

    private static Bench bench(
            CheckContext context, CopyCase copyCase, Evidence evidence, SuiteControl.Listener listener)
            throws IOException {
        return Bench.of(copyCase, context.workshop(), context.subject(), evidence, listener);
    }

    private static final SuiteControl.Listener DEAF = new SuiteControl.Listener() {};

    private static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "conformance-session");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Opens, runs and closes a session on the calling thread. */
    private static TransferResult run(CopyEngine engine, Bench bench, TransferControl control) throws CopyException {
        try (TransferSession session = engine.open(bench.spec())) {
            return session.run(control);
        } finally {
            bench.control().runEnded();
        }
    }

    private static void atOnce(CheckContext context) throws Exception {
        Evidence evidence = new Evidence();
        evidence.seen("E-CONC-1");
        List<Bench> benches = new ArrayList<>();
        List<FutureTask<TransferResult>> running = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                long length = 300 * KIB + i * 40_001L;
                CopyCase.Builder made = copy(length, 10L + i);
                if (i % 2 == 1) {
                    made.target(TargetKind.IN_PLACE).ranges(new Range(0, 100L * i, length));
                }
                if (i % 3 == 2) {
                    made.source(Piece.data(100 * KIB), Piece.hole(100 * KIB), Piece.data(length - 200 * KIB));
                }
                benches.add(bench(context, made.build(), evidence, DEAF));
            }
            for (Bench bench : benches) {
                running.add(start(() -> run(context.engine(), bench, bench.control())));
            }
            for (int i = 0; i < benches.size(); i++) {
                String failure = await(context, benches.get(i), running.get(i));
                if (failure.isEmpty()) {
                    benches.get(i).judgeTarget(true, "E-CONC-1");
                } else {
                    evidence.broken("E-CONC-1", "one of six sessions at once " + failure);
                }
            }
        } finally {
            closeAll(benches);
        }
        context.add(evidence);
    }

    private static void smallBudget(CheckContext context) throws Exception {
        Evidence evidence = new Evidence();
        SharedBudget budget = new SharedBudget(BLOCK, BLOCK);
        List<Bench> benches = new ArrayList<>();
        List<FutureTask<TransferResult>> running = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                CopyCase copyCase = copy(400 * KIB + 100, 20L + i)
                        .target(TargetKind.IN_PLACE)
                        .ranges(new Range(0, 100, 400 * KIB))
                        .build();
                benches.add(bench(context, copyCase, evidence, DEAF));
            }
            for (Bench bench : benches) {
                running.add(start(() -> run(context.engine(), bench, budget.before(bench.control()))));
            }
            evidence.seen("E-PERMIT-7");
            for (int i = 0; i < benches.size(); i++) {
                String failure = await(context, benches.get(i), running.get(i));
                if (failure.isEmpty()) {
                    benches.get(i).judgeTarget(true, "E-PERMIT-7");
                } else {
                    evidence.broken(
                            "E-PERMIT-7",
                            "one of two sessions that share a budget of one block, " + BLOCK + " bytes, " + failure);
                    benches.forEach(bench -> bench.control().cancel(true));
                }
            }
        } finally {
            closeAll(benches);
        }
        context.add(evidence);
    }

    /** Returns how a run failed, or nothing. */
    private static String await(CheckContext context, Bench bench, FutureTask<TransferResult> task)
            throws InterruptedException {
        Duration standstill = context.subject().patience().standstill();
        while (true) {
            try {
                task.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                return "";
            } catch (ExecutionException e) {
                return "failed: " + e.getCause();
            } catch (TimeoutException e) {
                if (bench.control().quiet().compareTo(standstill) > 0) {
                    return "has come to a standstill: nothing was heard of it for " + standstill.toSeconds()
                            + " seconds";
                }
            }
        }
    }

    private static void closeAll(List<Bench> benches) throws IOException {
        for (Bench bench : benches) {
            bench.close();
        }
    }

    private static void withheldPermits(CheckContext context) throws Exception {
        Evidence evidence = new Evidence();
        Gatekeeper gate = new Gatekeeper(3);
        CopyCase copyCase = copy(400 * KIB, 30)
                .target(TargetKind.IN_PLACE)
                .ranges(new Range(0, 8 * KIB, 400 * KIB - 77))
                .grantBytes(BLOCK)
                .build();
        try (Bench bench = bench(context, copyCase, evidence, gate)) {
            FutureTask<TransferResult> running = start(() -> run(context.engine(), bench, bench.control()));
            if (gate.awaitClosed(bench.control(), running)) {
                bench.judgeHalfway("E-PERMIT-1");
            }
            gate.open();
            String failure = await(context, bench, running);
            if (failure.isEmpty()) {
                bench.judgeTarget(true, "E-PERMIT-1");
            } else {
                evidence.broken("E-PERMIT-1", "a session that had to wait for its permits " + failure);
            }
        }
        context.add(evidence);
    }

    /** Lets a few permits through, and then nobody until it is opened. Thread-safe. */
    private static final class Gatekeeper implements SuiteControl.Listener {
        private static final int LOOK_MILLIS = 20;

        private int left;
        private int waiting;
        private boolean open;

        private Gatekeeper(int left) {
            this.left = left;
        }

        @Override
        public synchronized void asked(Operation operation, long minBytes, long maxBytes) {
            if (left-- > 0) {
                return;
            }
            waiting++;
            notifyAll();
            boolean interrupted = false;
            while (!open) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Waits until somebody waits here and no permit is open any more; returns false if the copy ends before. */
        private synchronized boolean awaitClosed(SuiteControl control, FutureTask<?> running)
                throws InterruptedException {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (waiting == 0 || control.openPermits() > 0) {
                if (running.isDone() || System.nanoTime() > deadline) {
                    return false;
                }
                wait(LOOK_MILLIS);
            }
            return true;
        }

        private synchronized void open() {
            open = true;
            notifyAll();
        }
    }

    private static void completeIsThere(CheckContext context) throws Exception {
        for (TargetKind kind : List.of(TargetKind.STAGED, TargetKind.IN_PLACE)) {
            Evidence evidence = new Evidence();
            Reader reader = new Reader(evidence);
            CopyCase.Builder made = copy(400 * KIB + 77, 40).target(kind).grantBytes(BLOCK);
            if (kind == TargetKind.IN_PLACE) {
                made.ranges(new Range(0, 5000, 400 * KIB));
            }
            try (Bench bench = bench(context, made.build(), evidence, reader)) {
                reader.bench = bench;
                String failure = await(context, bench, start(() -> run(context.engine(), bench, bench.control())));
                if (!failure.isEmpty()) {
                    evidence.broken("E-PERMIT-3", "the copy " + failure);
                }
            }
            context.add(evidence);
        }
    }

    /** Reads what has just been told to be complete. Thread-safe. */
    private static final class Reader implements SuiteControl.Listener {
        private final Evidence evidence;
        private volatile @Nullable Bench bench;

        private Reader(Evidence evidence) {
            this.evidence = evidence;
        }

        @Override
        public void completed(long offset, long bytes, Permit.How how) {
            Bench open = bench;
            if (open == null) {
                return;
            }
            evidence.seen("E-PERMIT-3");
            ByteBuffer expected = ByteBuffer.allocate((int) bytes);
            open.bytes().fill(expected, offset);
            ByteBuffer found = ByteBuffer.allocate((int) bytes);
            try {
                open.requireTarget().channel().read(found, offset);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            int wrong = expected.flip().mismatch(found.flip());
            if (wrong >= 0) {
                evidence.broken(
                        "E-PERMIT-3",
                        bytes + " bytes at " + offset + " were told to be complete, but at that moment byte "
                                + (offset + wrong) + " is not what it has to be");
            }
        }
    }

    private static void locks(CheckContext context) throws Exception {
        Evidence evidence = new Evidence();
        for (CachePolicy cache : List.of(CachePolicy.PREFER_DIRECT, CachePolicy.BUFFERED)) {
            CopyCase copyCase = copy(200 * KIB, 50)
                    .target(TargetKind.IN_PLACE)
                    .ranges(new Range(0, 100, 200 * KIB - 77))
                    .cache(cache)
                    .build();
            try (Bench bench = bench(context, copyCase, evidence, DEAF)) {
                FutureTask<Boolean> whole = start(() -> lockedThroughout(context.engine(), bench));
                Boolean held = whole.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                evidence.seen("E-OPEN-9");
                if (!held) {
                    evidence.broken(
                            "E-OPEN-9",
                            "a POSIX lock on the target, taken after open(), was gone before close(): the"
                                    + " process has closed a descriptor of the target in between");
                }
            }
        }
        context.add(evidence);
    }

    private static boolean lockedThroughout(CopyEngine engine, Bench bench) throws IOException {
        ImageFile target = bench.requireTarget();
        try (TransferSession session = engine.open(bench.spec())) {
            try (FileLock lock = target.channel().lock(LOCK_OFFSET, 1, false)) {
                if (!lock.isValid() || !holdsLock(target)) {
                    throw new IOException("the suite itself gets no lock on " + target.path());
                }
                session.run(bench.control());
                return holdsLock(target);
            }
        }
    }

    /** Asks the kernel, which is the only one to know. */
    private static boolean holdsLock(ImageFile target) throws IOException {
        long pid = ProcessHandle.current().pid();
        String inode = ":" + target.side().identity().inode();
        String range = LOCK_OFFSET + " " + LOCK_OFFSET;
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .map(line -> line.replaceAll(" +", " "))
                .anyMatch(line -> line.contains(" " + pid + " ") && line.contains(inode + " ") && line.contains(range));
    }

    private static void betweenSessions(CheckContext context) throws Exception {
        Leaks before = Leaks.since();
        Evidence evidence = new Evidence();
        evidence.seen("E-RES-3");
        try (CopyEngine engine = context.subject().create()) {
            for (int i = 0; i < 3; i++) {
                try (Bench bench = bench(context, copy(300 * KIB, 60).build(), evidence, DEAF)) {
                    run(engine, bench, bench.control());
                }
            }
            judgeLeaks(before, "an engine without an open session holds this: ", evidence);
        }
        judgeLeaks(before, "a closed engine has left this: ", evidence);
        context.add(evidence);
    }

    private static void judgeLeaks(Leaks before, String what, Evidence evidence) throws Exception {
        for (int i = 0; i < 100 && !before.found().isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        List<String> found = before.found();
        if (!found.isEmpty()) {
            evidence.broken("E-RES-3", what + found);
        }
    }
}
