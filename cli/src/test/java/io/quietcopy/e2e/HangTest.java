package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyRequest;
import io.quietcopy.TargetMode;
import io.quietcopy.TargetState;
import io.quietcopy.e2e.Hangs.Stop;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Freeze;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Storage that hangs in the kernel, where nobody can end a thread or a child process: the caller is answered in time, nothing is
 * published, and nothing is left once the storage has come back. All engines at once.
 */
@Timeout(120)
class HangTest {
    private static final long LENGTH = 16 * Copies.MIB;
    private static final long MIDDLE = Copies.MIB;
    private static final String OLD = "what was there before";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Scratch scratch;
    private MountedFileSystem below;
    private MountedFileSystem place;
    private Freeze freeze;

    /**
     * Where a copy hangs. Zeroes need no write, so that the first call to hang is a later one; those of a device have to be
     * read, since nobody knows its holes.
     */
    enum Moment {
        STAGE(CopyPhase.STAGE, false, false),
        WRITING(CopyPhase.TRANSFER, false, false),
        WRITING_TO_A_HUNG_DISK(CopyPhase.TRANSFER, true, false),
        FLUSH(CopyPhase.FLUSH, true, true),
        PUBLISH(CopyPhase.PUBLISH, false, true);

        private final CopyPhase phase;
        private final boolean freezesBelow;
        private final boolean zeroes;

        Moment(CopyPhase phase, boolean freezesBelow, boolean zeroes) {
            this.phase = phase;
            this.freezesBelow = freezesBelow;
            this.zeroes = zeroes;
        }
    }

    @BeforeEach
    void setUp() throws IOException {
        Engine.DD.require(FileSystemKind.EXT4);
        Requirement.require(Requirement.FSFREEZE);
        scratch = open(Scratch.create());
        below = open(MountedFileSystem.of(FileSystemKind.EXT4)
                .sizeBytes(256 * Copies.MIB)
                .mount());
        place = open(MountedFileSystem.of(FileSystemKind.EXT4)
                .sizeBytes(128 * Copies.MIB)
                .imageIn(below.path())
                .mount());
    }

    private <T extends AutoCloseable> T open(T one) {
        opened.push(one);
        return one;
    }

    @AfterEach
    void tearDown() throws Exception {
        Exception failure = null;
        thaw();
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void freeze(MountedFileSystem which) throws IOException {
        freeze = which.freeze(Hangs.LIMIT.plus(Hangs.LIMIT));
    }

    private void thaw() {
        if (freeze != null) {
            freeze.thaw();
        }
    }

    private static CopyRequest.Builder slow(Engine engine, Path source, Path target) {
        return engine.from(source, target).pace(Copies.mibPerSecond(8));
    }

    private Path source(boolean zeroes) throws IOException {
        Path source = scratch.file("source");
        return zeroes
                ? open(LoopDevice.attach(DiskImages.allocateSparse(source, LENGTH), 512))
                        .path()
                : DiskImages.random(source, LENGTH, 1);
    }

    @ParameterizedTest(name = "{0} hangs, {1}")
    @CsvSource({
        "STAGE, CANCEL",
        "WRITING, CANCEL",
        "WRITING, INTERRUPT",
        "WRITING, STALL",
        "WRITING, DEADLINE",
        "WRITING_TO_A_HUNG_DISK, CANCEL",
        "FLUSH, CANCEL",
        "PUBLISH, CANCEL"
    })
    void theCallerIsAnsweredAndNothingIsPublishedOrLeft(Moment moment, Stop stop) throws Exception {
        Path source = source(moment.zeroes);
        Leaks leaks = Copies.leaks();
        try (Hangs copies = Hangs.of(engine -> {
            CopyRequest.Builder request = slow(engine, source, place.file(engine.id()));
            stop.prepare(request);
            return request;
        })) {
            if (moment == Moment.STAGE) {
                freeze(place);
                copies.start();
            } else {
                copies.startAndAct(MIDDLE, () -> freeze(moment.freezesBelow ? below : place));
            }
            if (stop == Stop.CANCEL || stop == Stop.INTERRUPT) {
                copies.awaitHang();
            }

            Map<Engine, CopyException> failures = copies.stop(stop);

            failures.forEach((engine, e) -> {
                assertThat(e.phase()).as("%s", engine).contains(moment.phase);
                assertThat(e.targetState()).as("%s", engine).isEqualTo(TargetState.STILL_BEING_WRITTEN);
                assertThat(e.settled().orElseThrow()).as("%s", engine).isNotDone();
                assertThat(place.file(engine.id())).doesNotExist();
            });
            thaw();
            for (Map.Entry<Engine, CopyException> failure : failures.entrySet()) {
                assertThat(Hangs.settled(failure.getValue()))
                        .as("%s", failure.getKey())
                        .isIn(TargetState.REMOVED, TargetState.UNTOUCHED);
            }
        }
        leaks.assertNone();
        assertThat(Copies.names(place.path())).isEmpty();
    }

    @Test
    void theFileThatWasToBeReplacedStays() throws Exception {
        Path source = source(false);
        List<Path> targets = new ArrayList<>();
        for (Engine engine : Engine.each()) {
            targets.add(Files.writeString(place.file(engine.id()), OLD));
        }
        Leaks leaks = Copies.leaks();
        try (Hangs copies =
                Hangs.of(engine -> slow(engine, source, place.file(engine.id())).mode(TargetMode.REPLACE))) {
            copies.startAndAct(MIDDLE, () -> freeze(place));
            copies.awaitHang();

            Map<Engine, CopyException> failures = copies.stop(Stop.CANCEL);

            failures.forEach((engine, e) ->
                    assertThat(e.targetState()).as("%s", engine).isEqualTo(TargetState.STILL_BEING_WRITTEN));
            thaw();
            for (CopyException e : failures.values()) {
                assertThat(Hangs.settled(e)).isEqualTo(TargetState.UNTOUCHED);
            }
        }
        leaks.assertNone();
        assertThat(targets).allSatisfy(target -> assertThat(target).hasContent(OLD));
        assertThat(Copies.names(place.path())).hasSize(targets.size());
    }

    /** An engine gives up when not even KILL helps, or its threads do not come back; the library waits all the same. */
    @Test
    void aDeviceThatHangsLongIsWrittenInPart() throws Exception {
        Path source = source(false);
        Leaks leaks;
        try (LoopDevices devices = new LoopDevices()) {
            leaks = Copies.leaks();
            try (Hangs copies = Hangs.of(
                    engine -> slow(engine, source, devices.attach(engine)).mode(TargetMode.IN_PLACE))) {
                copies.startAndAct(MIDDLE, () -> freeze(below));
                copies.awaitHang();

                Map<Engine, CopyException> failures = copies.stop(Stop.CANCEL);

                failures.forEach((engine, e) ->
                        assertThat(e.targetState()).as("%s", engine).isEqualTo(TargetState.STILL_BEING_WRITTEN));
                assertThat(Copies.await(Hangs.LIMIT, () -> givenUp() == failures.size()))
                        .as("the engines give up")
                        .isTrue();
                failures.values()
                        .forEach(e -> assertThat(e.settled().orElseThrow()).isNotDone());
                thaw();
                for (Map.Entry<Engine, CopyException> failure : failures.entrySet()) {
                    assertThat(Hangs.settled(failure.getValue()))
                            .as("%s", failure.getKey())
                            .isEqualTo(TargetState.PARTIAL);
                }
            }
            leaks.assertNone();
        }
    }

    /** How many copies wait for something that an engine has given up. */
    private static long givenUp() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getMethodName().equals("abandoned")))
                .count();
    }

    /** A device for each engine on the storage that will hang. */
    private final class LoopDevices implements AutoCloseable {
        private final Deque<LoopDevice> attached = new ArrayDeque<>();

        Path attach(Engine engine) throws IOException {
            Path backing = DiskImages.random(below.file("backing of " + engine.id()), LENGTH, 2);
            Copies.evict(backing);
            attached.push(LoopDevice.attach(backing, 512));
            return attached.getFirst().path();
        }

        @Override
        public void close() throws IOException {
            for (LoopDevice device : attached) {
                device.close();
            }
        }
    }
}
