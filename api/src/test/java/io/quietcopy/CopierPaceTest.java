package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.plain.PlainEngine;
import io.quietcopy.testbed.ByteCompare;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who shares a pace with whom. A rate is a promise, so that a copy may take longer than is said here, but never shorter. */
class CopierPaceTest extends CopierTestSupport {
    /** One copy takes a second and a quarter, less the quarter that the bucket holds. */
    private static final Pace RATE = Pace.rate(DataSize.ofBytes(LENGTH * 4 / 5));

    private static final Duration ONE_COPY = Duration.ofMillis(950);
    private static final Duration TWO_COPIES = Duration.ofMillis(2200);

    private CopyRequest.Builder to(String name) {
        return CopyRequest.from(source, scratch.file(name));
    }

    private static Duration elapsedOfAll(List<CopyTask> tasks) throws CopyException {
        Duration longest = Duration.ZERO;
        for (CopyTask task : tasks) {
            CopyReport report = task.await();
            assertThat(report.limitApplied()).isTrue();
            longest = longest.compareTo(report.elapsed()) > 0 ? longest : report.elapsed();
        }
        return longest;
    }

    @Test
    void copiesOfSeveralCopiersShareABudget() throws Exception {
        PaceBudget budget = PaceBudget.of(RATE);
        try (Copier one = copier(new PlainEngine());
                Copier other = copier(new PlainEngine())) {
            List<CopyTask> tasks = new ArrayList<>();
            tasks.add(one.start(to("a").pace(budget).build(), CopyListener.NONE));
            tasks.add(other.start(to("b").pace(budget).build(), CopyListener.NONE));
            assertThat(elapsedOfAll(tasks)).isGreaterThan(TWO_COPIES);
        }
        ByteCompare.assertSame(source, scratch.file("a"));
        ByteCompare.assertSame(source, scratch.file("b"));
    }

    @Test
    void aPaceOfTheConfigIsSharedByAllCopiesToADevice() throws Exception {
        CopierConfig config =
                CopierConfig.builder().set("pace", RATE.toString()).build();
        try (Copier copier = copier(config, new PlainEngine())) {
            List<CopyTask> tasks = new ArrayList<>();
            tasks.add(copier.start(to("a").build(), CopyListener.NONE));
            tasks.add(copier.start(to("b").build(), CopyListener.NONE));
            assertThat(elapsedOfAll(tasks)).isGreaterThan(TWO_COPIES);
        }
    }

    @Test
    void aBudgetThatChangesLetsAllItsCopiesGo() throws Exception {
        PaceBudget budget = PaceBudget.of(Pace.rate(DataSize.ofBytes(1)));
        try (Copier copier = copier(new PlainEngine())) {
            CopyTask one = copier.start(to("a").pace(budget).build(), CopyListener.NONE);
            CopyTask other = copier.start(to("b").pace(budget).build(), CopyListener.NONE);
            budget.change(Pace.full());
            assertThat(one.await().totalBytes()).isEqualTo(LENGTH);
            assertThat(other.await().totalBytes()).isEqualTo(LENGTH);
        }
    }

    @Test
    void aCopyCanLeaveItsBudget() throws Exception {
        PaceBudget budget = PaceBudget.of(Pace.rate(DataSize.ofBytes(1)));
        try (Copier copier = copier(new PlainEngine())) {
            CopyTask task = copier.start(to("a").pace(budget).build(), CopyListener.NONE);
            task.changePace(Pace.full());
            assertThat(task.await().totalBytes()).isEqualTo(LENGTH);
        }
        assertThat(budget.pace()).isEqualTo(Pace.rate(DataSize.ofBytes(1)));
    }

    @Test
    void theLastPaceThatARequestIsGivenCounts() {
        PaceBudget budget = PaceBudget.of(Pace.quiet());
        CopyRequest shared = to("a").pace(Pace.full()).pace(budget).build();
        assertThat(shared.paceBudget()).containsSame(budget);
        assertThat(shared.pace()).contains(Pace.quiet());
        CopyRequest own = to("a").pace(budget).pace(Pace.full()).build();
        assertThat(own.paceBudget()).isEmpty();
        assertThat(own.pace()).contains(Pace.full());
    }

    @Test
    void readBackIsCounted() throws Exception {
        try (Copier copier = copier(new PlainEngine())) {
            CopyReport report = copier.copy(
                    to("a").pace(RATE).verify(VerifyPolicy.READ_BACK).build());
            assertThat(report.phaseTimes().get(CopyPhase.VERIFY)).isGreaterThan(ONE_COPY);
        }
    }
}
