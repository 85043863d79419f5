package io.quietcopy.benchmarks.contender;

import io.quietcopy.benchmarks.child.CopyAnswer;
import io.quietcopy.benchmarks.child.CopyQuestion;
import io.quietcopy.benchmarks.child.Embedder;
import io.quietcopy.benchmarks.process.ChildJvm;
import io.quietcopy.benchmarks.process.MeasuredProcess;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.MemoryCgroup;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A JVM that embeds the library and has copied before, with each engine and at each pace that it is asked for. Not thread-safe.
 */
final class WarmJvm implements AutoCloseable {
    private static final Duration WARM_UP_LIMIT = Duration.ofMinutes(2);
    private static final List<String> OPTIONS =
            List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");

    private final ChildJvm jvm;
    private final WarmUp warmUp;
    private final Set<String> warm = new HashSet<>();
    private boolean ended;

    private WarmJvm(ChildJvm jvm, WarmUp warmUp) {
        this.jvm = jvm;
        this.warmUp = warmUp;
    }

    /**
     * How much is copied before the clock starts. Immutable.
     *
     * @param bytes the length of a copy
     * @param copies how many, for each engine and pace
     */
    record WarmUp(long bytes, int copies) {}

    /**
     * What came of a copy.
     *
     * @param answer what the JVM says, empty if it was ended
     * @param problem why there is no copy, empty if there is
     * @param tooLong whether it was ended because it took too long
     */
    record Result(Optional<CopyAnswer> answer, Optional<String> problem, boolean tooLong) {}

    static WarmJvm start(WarmUp warmUp, Optional<MemoryCgroup> group) throws IOException {
        return new WarmJvm(ChildJvm.start(Embedder.class, OPTIONS, List.of(), group), warmUp);
    }

    boolean ended() {
        return ended;
    }

    /** Copies with an engine at a pace until the code is compiled; does nothing for those that have copied. */
    void warm(String engine, String pace, Path folder) throws IOException {
        if (!warm.add(engine + " " + pace)) {
            return;
        }
        try (Scratch scratch = Scratch.in(folder)) {
            Path source = DiskImages.random(scratch.file("warm-source"), warmUp.bytes, 5);
            Path target = DiskImages.random(scratch.file("warm-target"), warmUp.bytes, 6);
            List<CopyQuestion.Pair> pairs = List.of(new CopyQuestion.Pair(source.toString(), target.toString()));
            for (int i = 0; i < warmUp.copies; i++) {
                Result result = copy(new CopyQuestion(engine, pace, true, pairs), WARM_UP_LIMIT);
                if (result.problem().isPresent()) {
                    throw new IOException(
                            "the warm-up failed: " + result.problem().get());
                }
            }
        }
    }

    Result copy(CopyQuestion question, Duration limit) throws IOException {
        AtomicBoolean tooLong = new AtomicBoolean();
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
        ScheduledFuture<?> end = clock.schedule(
                () -> {
                    tooLong.set(true);
                    jvm.kill();
                },
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
        try {
            CopyAnswer answer = jvm.ask((questions, answers) -> {
                question.write(questions);
                return CopyAnswer.read(answers);
            });
            String problem = answer.problem();
            return new Result(Optional.of(answer), problem.isEmpty() ? Optional.empty() : Optional.of(problem), false);
        } catch (IOException e) {
            ended = true;
            String problem = tooLong.get()
                    ? MeasuredProcess.TOO_LONG + " " + limit.toSeconds() + " s and was ended"
                    : String.valueOf(e.getMessage());
            return new Result(Optional.empty(), Optional.of(problem), tooLong.get());
        } finally {
            end.cancel(false);
            clock.shutdownNow();
        }
    }

    @Override
    public void close() throws IOException {
        jvm.close();
    }
}
