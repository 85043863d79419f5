package io.quietcopy.internal.pace;

import static io.quietcopy.internal.pace.Waiting.inThread;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.DataSize;
import io.quietcopy.Pace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceGateTest {
    private static final Wanted ONE = new Wanted(1, 1, false);
    private static final Pace SLOW = Pace.rate(DataSize.ofBytes(1));
    private static final Pace MANY = Pace.rate(DataSize.ofBytes(100_000_000));

    @Test
    void copiesGetTheSameHoweverManyThreadsAndHoweverLargePiecesTheyHave() throws Exception {
        PaceGate gate = PaceGate.of(MANY);
        AtomicBoolean end = new AtomicBoolean();
        AtomicLong few = new AtomicLong();
        AtomicLong many = new AtomicLong();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        PaceGate.Member one = gate.join();
        threads.add(asking(one, new Wanted(10_000, 10_000, false), few, end));
        threads.add(asking(one, new Wanted(10_000, 10_000, false), few, end));
        PaceGate.Member other = gate.join();
        for (int i = 0; i < 12; i++) {
            threads.add(asking(other, new Wanted(10_000, 40_000, false), many, end));
        }
        // Until so much has gone through the gate that what was granted at the start no longer counts.
        while (few.get() + many.get() < 100_000_000) {
            Thread.onSpinWait();
        }
        double share = (double) few.get() / (few.get() + many.get());
        end.set(true);
        gate.wake();
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
        assertThat(share).isBetween(0.4, 0.6);
    }

    private static CompletableFuture<Void> asking(
            PaceGate.Member member, Wanted wanted, AtomicLong got, AtomicBoolean end) {
        return inThread(() -> {
            while (!end.get()) {
                member.acquire(wanted, end::get, () -> {}).ifPresent(given -> {
                    got.addAndGet(given.bytes());
                    given.ended(given.bytes(), 1);
                });
            }
            return null;
        });
    }

    @Test
    void aChangedPaceCountsForThoseThatWait() throws Exception {
        PaceGate gate = PaceGate.of(SLOW);
        PaceGate.Member copy = gate.join();
        CompletableFuture<Boolean> waiting =
                inThread(() -> copy.acquire(new Wanted(1 << 20, 1 << 20, false), () -> false, () -> {})
                        .isPresent());
        gate.change(Pace.full());
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(gate.pace()).isEqualTo(Pace.full());
    }

    @Test
    void whoIsStoppedDoesNotWaitBehindOthers() throws Exception {
        PaceGate gate = PaceGate.of(SLOW);
        AtomicBoolean end = new AtomicBoolean();
        Wanted much = new Wanted(1 << 20, 1 << 20, false);
        List<CompletableFuture<Optional<PaceGate.Grant>>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            PaceGate.Member copy = gate.join();
            waiting.add(inThread(() -> copy.acquire(much, end::get, () -> {})));
        }
        assertThat(gate.join().acquire(ONE, () -> true, () -> {})).isEmpty();
        end.set(true);
        gate.wake();
        for (CompletableFuture<Optional<PaceGate.Grant>> each : waiting) {
            assertThat(each.get(10, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void theQuietPaceHasOnePieceInFlight() throws Exception {
        PaceGate gate = PaceGate.of(Pace.quiet());
        PaceGate.Member copy = gate.join();
        PaceGate.Grant first = copy.acquire(new Wanted(64 << 10, 512 << 10, false), () -> false, () -> {})
                .orElseThrow();
        assertThat(first.bytes()).isEqualTo(QuietPace.PIECE_BYTES);
        CompletableFuture<Boolean> second =
                inThread(() -> copy.acquire(ONE, () -> false, () -> {}).isPresent());
        CompletableFuture<Void> held = new CompletableFuture<>();
        CompletableFuture<Boolean> third = inThread(
                () -> copy.acquire(ONE, () -> false, () -> held.complete(null)).isPresent());
        held.get(10, TimeUnit.SECONDS);
        assertThat(second).isNotDone();
        first.ended(first.bytes(), 1_000_000);
        assertThat(CompletableFuture.anyOf(second, third).get(10, TimeUnit.SECONDS))
                .isEqualTo(true);
        gate.change(Pace.full());
        assertThat(second.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(third.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void bytesThatDidNotMoveAreGivenBack() {
        AtomicLong clock = new AtomicLong();
        PaceGate gate =
                new PaceGate(Pace.rate(DataSize.ofBytes(4_000_000)), clock::get, new IoPressure(Path.of("/nowhere")));
        PaceGate.Member copy = gate.join();
        AtomicInteger asked = new AtomicInteger();
        assertThat(copy.acquire(ONE, () -> asked.incrementAndGet() > 2, () -> {}))
                .isEmpty();
        clock.set(1_000_000_000);
        Wanted all = new Wanted(1, Long.MAX_VALUE, false);
        PaceGate.Grant first = copy.acquire(all, () -> false, () -> {}).orElseThrow();
        assertThat(first.bytes()).isEqualTo(1_000_000);
        first.cutTo(400_000);
        first.ended(100_000, 1);
        assertThat(copy.acquire(all, () -> false, () -> {}).orElseThrow().bytes())
                .isEqualTo(900_000);
    }
}
