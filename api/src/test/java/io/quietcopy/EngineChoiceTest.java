package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.plain.PlainEngine;
import io.quietcopy.spi.NotFitException;
import io.quietcopy.spi.TransferSpec;
import io.quietcopy.testbed.ByteCompare;
import org.junit.jupiter.api.Test;

/** Which engine makes a copy, and what is said when none can. */
class EngineChoiceTest extends CopierTestSupport {

    /** An engine that does not fit. */
    private static PlainEngine unfit(String id, int priority, ErrorCode code) {
        return new PlainEngine(id, priority) {
            @Override
            protected void atOpen(TransferSpec spec) throws CopyException {
                throw new NotFitException(code, "the storage of " + id + " is not here", null);
            }
        };
    }

    private static PlainEngine buggy(String id, int priority) {
        return new PlainEngine(id, priority) {
            @Override
            protected void atOpen(TransferSpec spec) {
                throw new IllegalStateException("a bug of " + id);
            }
        };
    }

    @Test
    void theEngineOfTheHighestPriorityIsTaken() throws Exception {
        try (Copier copier = copier(new PlainEngine("low", 1), new PlainEngine("high", 9), new PlainEngine("mid", 5))) {
            assertThat(copier.copy(CopyRequest.from(source, target).build()).engine())
                    .isEqualTo("high");
        }
    }

    @Test
    void anEngineThatDoesNotFitOrBreaksIsFollowedByTheNextAndReported() throws Exception {
        try (Copier copier =
                copier(unfit("first", 9, ErrorCode.DIRECT_REFUSED), buggy("second", 8), new PlainEngine("third", 7))) {
            CopyReport report = copier.copy(CopyRequest.from(source, target).build());
            assertThat(report.engine()).isEqualTo("third");
            assertThat(report.candidates()).extracting(EngineAttempt::id).containsExactly("first", "second", "third");
            assertThat(report.candidates().get(0).reason()).contains("the storage of first is not here");
            assertThat(report.candidates().get(1).reason()).contains("a bug of second");
        }
        ByteCompare.assertSame(source, target);
    }

    @Test
    void aListIsTriedInItsOrder() throws Exception {
        try (Copier copier = copier(new PlainEngine("low", 1), new PlainEngine("high", 9))) {
            CopyRequest request =
                    CopyRequest.from(source, target).engines("low", "high").build();
            assertThat(copier.copy(request).engine()).isEqualTo("low");
        }
    }

    @Test
    void aNamedEngineIsNeverReplacedByAnother() throws Exception {
        try (Copier copier = copier(unfit("wanted", 1, ErrorCode.ENGINE_FAILED), new PlainEngine("other", 9))) {
            CopyRequest request =
                    CopyRequest.from(source, target).engines("wanted").build();
            NoEngineException e = catchThrowableOfType(NoEngineException.class, () -> copier.copy(request));
            assertThat(e.targetState()).isEqualTo(TargetState.UNTOUCHED);
            assertThat(e).hasMessageContaining("the storage of wanted is not here");
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void anUnknownEngineIsAnsweredWithTheTable() throws Exception {
        try (Copier copier = copier(new PlainEngine("here", 9))) {
            CopyRequest request =
                    CopyRequest.from(source, target).engines("nowhere").build();
            NoEngineException e = catchThrowableOfType(NoEngineException.class, () -> copier.copy(request));
            assertThat(e.targetState()).isEqualTo(TargetState.UNTOUCHED);
            assertThat(e).hasMessageContaining("nowhere").hasMessageContaining("here");
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void directIoThatEveryEngineRefusesIsNamedAsSuch() throws Exception {
        try (Copier copier =
                copier(unfit("one", 1, ErrorCode.DIRECT_REFUSED), unfit("two", 2, ErrorCode.DIRECT_REFUSED))) {
            CopyRequest request = CopyRequest.from(source, target)
                    .cache(CachePolicy.REQUIRE_DIRECT)
                    .build();
            CopyRefusedException e = catchThrowableOfType(CopyRefusedException.class, () -> copier.copy(request));
            assertThat(e.code()).isEqualTo(ErrorCode.DIRECT_REFUSED);
            assertThat(e).hasMessageContaining("one").hasMessageContaining("two");
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void anEngineThatFallsToTheCacheAgainstItsOrdersFailsTheCopy() throws Exception {
        try (Copier copier = copier(new PlainEngine())) {
            CopyRequest request = CopyRequest.from(source, target)
                    .cache(CachePolicy.REQUIRE_DIRECT)
                    .build();
            CopyException e = catchThrowableOfType(CopyException.class, () -> copier.copy(request));
            assertThat(e.code()).isEqualTo(ErrorCode.DIRECT_REFUSED);
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void twoEnginesOfOneNameAreRefused() throws Exception {
        try (Copier copier = copier(new PlainEngine("same", 1), new PlainEngine("same", 2))) {
            CopyException e = catchThrowableOfType(
                    CopyException.class,
                    () -> copier.copy(CopyRequest.from(source, target).build()));
            assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_DUPLICATE);
        }
        assertThat(others()).isEmpty();
    }

    @Test
    void aPlanTellsHowAndTouchesNothing() throws Exception {
        try (Copier copier = copier(new PlainEngine())) {
            CopyPlan plan = copier.explain(CopyRequest.from(source, target).build());
            assertThat(plan.totalBytes()).isEqualTo(LENGTH);
            assertThat(plan.candidates()).singleElement().matches(EngineAttempt::chosen);
            assertThat(plan.settings()).anyMatch(line -> line.startsWith("quietcopy.pace = full"));
            assertThat(plan.toJson()).startsWith("{\"source\":").contains("\"totalBytes\":" + LENGTH);
        }
        assertThat(others()).isEmpty();
    }
}
