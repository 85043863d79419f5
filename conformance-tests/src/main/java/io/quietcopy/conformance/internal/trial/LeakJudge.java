package io.quietcopy.conformance.internal.trial;

import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.SuiteThreads;
import io.quietcopy.conformance.internal.place.TryFolder;
import io.quietcopy.testbed.Leaks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Judges what a session has left behind: descriptors, threads, children, files. Not thread-safe. */
final class LeakJudge {
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(5);
    private static final Duration THREAD_LIMIT = Duration.ofSeconds(2);

    /** How what the suite holds itself is called when it was moved or deleted meanwhile, which has rules of its own. */
    private static final Pattern OWN = Pattern.compile(
            "open descriptor of .*(" + Pattern.quote(Happenings.MOVED) + "|/target \\(deleted\\))( \\(\\d+ times\\))?",
            Pattern.DOTALL);

    private final Evidence evidence;
    private final Patience patience;
    private final Leaks before;

    /** Remembers what there is before the session. */
    LeakJudge(Evidence evidence, Patience patience) throws IOException {
        this.evidence = evidence;
        this.patience = patience;
        before = Leaks.since();
    }

    /** Judges what {@code open()} has left in the folder. */
    void opened(TryFolder folder) {
        if (folder.scratchFiles() > 0) {
            evidence.seen("E-OPEN-5");
        }
        Set<Path> remaining = folder.remainingScratchFiles();
        if (!remaining.isEmpty()) {
            evidence.broken("E-OPEN-5", "scratch files are still there after open(): " + remaining);
        }
    }

    /** Judges what a closed session has left. */
    void closed(TryFolder folder, SuiteThreads threads) throws IOException {
        evidence.seen("E-RES-2", "E-STOP-8");
        Duration threadLimit = patience.with(evidence, THREAD_LIMIT, "E-STOP-8");
        if (!until(threadLimit, () -> threads.alive().isEmpty())) {
            evidence.broken("E-STOP-8", "threads of the session are alive after close(): " + threads.alive());
        }
        Set<Path> strays = folder.strays();
        if (!strays.isEmpty()) {
            evidence.broken("E-RES-2", "files were left behind: " + strays);
        }
        List<String> first = found();
        if (first.isEmpty()) {
            return; // as usual: to look again takes its time
        }
        String[] rules = first.stream().map(LeakJudge::rule).toArray(String[]::new);
        Duration limit = patience.with(evidence, SETTLE_LIMIT, rules);
        if (until(limit, () -> found().isEmpty())) {
            return;
        }
        for (String leak : found()) {
            evidence.broken(rule(leak), "left behind: " + leak);
        }
    }

    private static String rule(String leak) {
        if (leak.startsWith("thread ")) {
            return "E-STOP-8";
        }
        return leak.startsWith("child process ") ? "E-STOP-7" : "E-RES-2";
    }

    private List<String> found() throws IOException {
        return before.found().stream()
                .filter(leak -> !OWN.matcher(leak).matches())
                .toList();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static boolean until(Duration limit, Condition condition) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(2_000_000);
        }
        return true;
    }
}
