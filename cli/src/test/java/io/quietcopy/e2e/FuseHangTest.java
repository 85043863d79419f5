package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.TargetMode;
import io.quietcopy.TargetState;
import io.quietcopy.e2e.Hangs.Stop;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import io.quietcopy.testbed.StorageFault;
import io.quietcopy.testbed.StorageModel;
import io.quietcopy.testbed.StorageOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * A file server that stops answering, as a file system in user space can: at any call that a copy makes, stat, open, read, write,
 * close, flush and rename. It answers again later, or the kernel ends the connection. All engines at once.
 */
@Timeout(120)
class FuseHangTest {
    private static final long LENGTH = 4 * Copies.MIB;
    private static final long LATE = 2 * Copies.MIB;
    private static final long HALF = Copies.MIB / 2;
    private static final int ENGINES = Engine.each().size();

    private Scratch scratch;
    private StorageModel model;

    @BeforeEach
    void setUp() throws IOException {
        Engine.DD.require(Requirement.STORAGE_MODEL);
        scratch = Scratch.create();
        model = StorageModel.builder().start();
    }

    @AfterEach
    void tearDown() throws IOException {
        if (model != null) {
            answerAgain();
        }
        try (Scratch files = scratch;
                StorageModel mount = model) {
            assertThat(files != null || mount == null).isTrue();
        }
    }

    /** A file that hangs when it is closed hangs each child process too, and so the unmounting. */
    private void answerAgain() {
        try {
            model.release();
        } catch (IOException e) {
            LoggerFactory.getLogger(FuseHangTest.class).debug("the server has ended: {}", e.toString());
        }
    }

    /** How it ends. */
    enum End {
        ANSWERS_AGAIN,
        IS_ABORTED
    }

    @ParameterizedTest(name = "{0} hangs and {2}")
    @CsvSource({
        "GETATTR, PREFLIGHT, ANSWERS_AGAIN",
        "WRITE, TRANSFER, ANSWERS_AGAIN",
        "WRITE, TRANSFER, IS_ABORTED",
        "FSYNC, FLUSH, ANSWERS_AGAIN",
        "FSYNC, FLUSH, IS_ABORTED"
    })
    void aTargetThatDoesNotAnswerHoldsNobody(StorageOperation operation, CopyPhase phase, End end) throws Exception {
        Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
        Leaks leaks = Copies.leaks();
        try (Hangs copies = Hangs.of(engine -> engine.from(source, model.file(engine.id())))) {
            model.inject(StorageFault.on(operation).range(LATE, HALF).hang());
            copies.start();
            copies.awaitPhase(phase);
            assertThat(model.awaitHanging(ENGINES, Hangs.LIMIT)).isTrue();

            Map<Engine, CopyException> failures = copies.stop(Stop.CANCEL);

            failures.forEach((engine, e) -> {
                assertThat(e.phase()).as("%s", engine).contains(phase);
                assertStillWritten(engine, e, phase);
            });
            end(end);
            for (Map.Entry<Engine, CopyException> failure : failures.entrySet()) {
                assertThat(Hangs.lastState(failure.getValue()))
                        .as("%s", failure.getKey())
                        .isIn(TargetState.REMOVED, TargetState.UNTOUCHED);
            }
        }
        leaks.assertNone();
        if (end == End.ANSWERS_AGAIN) {
            assertThat(Copies.names(model.path())).isEmpty();
        }
    }

    /** A child process that waits for such a server can be killed, so dd may know more than that. */
    private static void assertStillWritten(Engine engine, CopyException e, CopyPhase phase) {
        boolean untouched = phase == CopyPhase.PREFLIGHT;
        if (engine == Engine.DD && phase == CopyPhase.TRANSFER) {
            assertThat(e.targetState()).isIn(TargetState.STILL_BEING_WRITTEN, TargetState.REMOVED);
        } else {
            assertThat(e.targetState())
                    .as("%s", engine)
                    .isEqualTo(untouched ? TargetState.UNTOUCHED : TargetState.STILL_BEING_WRITTEN);
        }
    }

    /**
     * Whatever is closed, wherever, the last thing that anybody thinks of; and what is made: by one at a time in a folder, so
     * that the others wait for the first, wherever they are.
     */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CREATE", "FLUSH"})
    void aCallThatHangsAnywhereHoldsNobody(StorageOperation operation) throws Exception {
        Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
        Leaks leaks = Copies.leaks();
        try (Hangs copies = Hangs.of(engine -> engine.from(source, model.file(engine.id())))) {
            model.inject(StorageFault.on(operation).hang());
            copies.start();
            assertThat(model.awaitHanging(1, Hangs.LIMIT)).isTrue();

            Map<Engine, CopyException> failures = copies.stop(Stop.CANCEL);

            model.release();
            for (Map.Entry<Engine, CopyException> failure : failures.entrySet()) {
                assertThat(Hangs.lastState(failure.getValue()))
                        .as("%s", failure.getKey())
                        .isIn(TargetState.REMOVED, TargetState.UNTOUCHED);
            }
        }
        leaks.assertNone();
        assertThat(Copies.names(model.path())).isEmpty();
    }

    private void end(End end) throws IOException {
        if (end == End.IS_ABORTED) {
            model.abort();
        } else {
            model.release();
        }
    }

    /**
     * What the kernel has been asked for it will do when it can. The first to rename keeps the others off the folder, and what
     * has not been asked for by then is not done any more.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"CREATE_NEW", "REPLACE"})
    void aRenameThatHangsMayHappenLater(TargetMode mode) throws Exception {
        Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
        if (mode == TargetMode.REPLACE) {
            for (Engine engine : Engine.each()) {
                Files.writeString(model.file(engine.id()), "old");
            }
        }
        Leaks leaks = Copies.leaks();
        try (Hangs copies =
                Hangs.of(engine -> engine.from(source, model.file(engine.id())).mode(mode))) {
            model.inject(StorageFault.on(StorageOperation.RENAME).file("*.part").hang());
            copies.start();
            assertThat(model.awaitHanging(1, Hangs.LIMIT)).isTrue();

            Map<Engine, CopyException> failures = copies.stop(Stop.CANCEL);

            model.release();
            int complete = 0;
            for (Map.Entry<Engine, CopyException> failure : failures.entrySet()) {
                CopyException e = failure.getValue();
                Path target = model.file(failure.getKey().id());
                if (Hangs.lastState(e) == TargetState.COMPLETE) {
                    assertThat(e.phase()).contains(CopyPhase.PUBLISH);
                    assertThat(e.targetState()).isEqualTo(TargetState.STILL_BEING_WRITTEN);
                    assertThat(target).hasSize(LENGTH);
                    complete++;
                } else if (mode == TargetMode.REPLACE) {
                    assertThat(target).hasContent("old");
                } else {
                    assertThat(target).doesNotExist();
                }
            }
            assertThat(complete).isPositive();
        }
        leaks.assertNone();
        assertThat(Copies.names(model.path()))
                .isSubsetOf(Engine.each().stream().map(Engine::id).toList());
    }

    @ParameterizedTest(name = "and {0}")
    @CsvSource({"ANSWERS_AGAIN", "IS_ABORTED"})
    void aSourceThatDoesNotAnswerHoldsNobody(End end) throws Exception {
        Path source = DiskImages.random(model.file("source"), LENGTH, 1);
        Leaks leaks = Copies.leaks();
        Path folder = Files.createDirectory(scratch.file("folder"));
        try (Hangs copies = Hangs.of(engine -> engine.from(source, folder.resolve(engine.id())))) {
            model.inject(
                    StorageFault.on(StorageOperation.READ).range(LATE, HALF).hang());
            copies.start();
            copies.awaitPhase(CopyPhase.TRANSFER);
            assertThat(model.awaitHanging(ENGINES, Hangs.LIMIT)).isTrue();

            Map<Engine, CopyException> failures = copies.stop(Stop.CANCEL);

            failures.forEach((engine, e) -> assertStillWritten(engine, e, CopyPhase.TRANSFER));
            end(end);
            for (Map.Entry<Engine, CopyException> failure : failures.entrySet()) {
                assertThat(Hangs.lastState(failure.getValue()))
                        .as("%s", failure.getKey())
                        .isEqualTo(TargetState.REMOVED);
            }
        }
        leaks.assertNone();
        assertThat(Copies.names(folder)).isEmpty();
    }
}
