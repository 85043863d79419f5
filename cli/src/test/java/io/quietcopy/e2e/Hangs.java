package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyRequest;
import io.quietcopy.ErrorCode;
import io.quietcopy.Pace;
import io.quietcopy.TargetState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The same copy by each engine at the same time, on storage that comes to hang: to wait for all of them takes no longer. */
final class Hangs implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);

    /** One second by contract; the rest is for a machine that is busy with other tests. */
    private static final Duration ANSWERED = Duration.ofMillis(2500);

    /** Shorter waits in the kernel are ordinary. */
    private static final Duration LONG_WAIT = Duration.ofMillis(200);

    private final List<Caller> callers = new ArrayList<>();

    /** Why a copy that hangs ends. */
    enum Stop {
        CANCEL(ErrorCode.CANCELLED),
        INTERRUPT(ErrorCode.INTERRUPTED),
        STALL(ErrorCode.STALLED),
        DEADLINE(ErrorCode.DEADLINE_EXCEEDED);

        private static final Duration STALL_TIMEOUT = Duration.ofSeconds(1);
        private static final Duration DEADLINE_AFTER = Duration.ofSeconds(3);

        private final ErrorCode code;

        Stop(ErrorCode code) {
            this.code = code;
        }

        ErrorCode code() {
            return code;
        }

        void prepare(CopyRequest.Builder request) {
            if (this == STALL) {
                request.stallTimeout(STALL_TIMEOUT);
            } else if (this == DEADLINE) {
                request.deadline(DEADLINE_AFTER);
            }
        }

        /** Returns how long the answer may take from now on. */
        private Duration happen(Caller caller) {
            switch (this) {
                case CANCEL -> caller.task().cancel();
                case INTERRUPT -> caller.thread().interrupt();
                case STALL -> {
                    return ANSWERED.plus(STALL_TIMEOUT);
                }
                case DEADLINE -> {
                    return ANSWERED.plus(DEADLINE_AFTER);
                }
            }
            return ANSWERED;
        }
    }

    /** What one engine's copy is to be. */
    @FunctionalInterface
    interface Requests {
        CopyRequest.Builder of(Engine engine) throws IOException;
    }

    /** Prepares a copy by each engine. */
    static Hangs of(Requests requests) throws IOException {
        Hangs hangs = new Hangs();
        for (Engine engine : Engine.each()) {
            hangs.callers.add(new Caller(engine, requests.of(engine).build()));
        }
        return hangs;
    }

    /** Starts all. */
    void start() {
        callers.forEach(caller -> caller.start(0));
    }

    /** Starts all, does something when all are in the middle, and lets them go on as fast as they can. */
    void startAndAct(long middleBytes, Midway.Action action) throws Exception {
        callers.forEach(caller -> caller.start(middleBytes));
        for (Caller caller : callers) {
            caller.awaitMiddle();
        }
        action.run();
        callers.forEach(caller -> caller.task().changePace(Pace.full()));
    }

    /** Waits until each copy is in a phase, which it may be kept in by the others. */
    void awaitPhase(CopyPhase phase) {
        for (Caller caller : callers) {
            boolean there = Copies.await(LIMIT, () -> caller.task().progress().phase() == phase);
            assertThat(there).as("%s gets to %s", caller.engine(), phase).isTrue();
        }
    }

    /** Waits until each copy has hung for a while. */
    void awaitHang() {
        for (Caller caller : callers) {
            int[] looks = new int[1];
            boolean hung = Copies.await(LIMIT, () -> {
                looks[0] = caller.hangs() ? looks[0] + 1 : 0;
                return looks[0] * Copies.PAUSE.toMillis() >= LONG_WAIT.toMillis();
            });
            assertThat(hung).as("the copy by %s hangs", caller.engine()).isTrue();
        }
    }

    /** Stops all, and returns what each caller was told in time. */
    Map<Engine, CopyException> stop(Stop stop) throws Exception {
        Map<Caller, Duration> limits = new LinkedHashMap<>();
        callers.forEach(caller -> limits.put(caller, stop.happen(caller)));
        Map<Engine, CopyException> failures = new EnumMap<>(Engine.class);
        for (Caller caller : callers) {
            CopyException failure = caller.failure(limits.get(caller));
            assertThat(failure.code()).as("%s", caller.engine()).isEqualTo(stop.code);
            assertThat(caller.interrupted()).as("%s", caller.engine()).isEqualTo(stop == Stop.INTERRUPT);
            failures.put(caller.engine(), failure);
        }
        return failures;
    }

    /** Waits for the last state of a target that was still being written. */
    static TargetState settled(CopyException failure) throws Exception {
        return failure.settled().orElseThrow().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** The same, for a target of which the last state may have been told at once. */
    static TargetState lastState(CopyException failure) throws Exception {
        return failure.targetState() == TargetState.STILL_BEING_WRITTEN ? settled(failure) : failure.targetState();
    }

    @Override
    public void close() {
        callers.forEach(Caller::close);
    }
}
