package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.plain.PlainEngine;
import io.quietcopy.spi.TransferControl;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Freeze;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A file system that is frozen at the worst moment: the caller is answered, and nothing is left behind after thawing. */
@Timeout(120)
class CopierHangTest {
    private static final Duration DEADLINE = Duration.ofMillis(1500);

    /** One second by contract; the rest is for a machine that is busy with other tests. */
    private static final Duration ANSWERED = DEADLINE.plusSeconds(1).plusMillis(1500);

    /** Where the file system freezes. */
    enum Moment {
        BEFORE_THE_START(CopyPhase.STAGE),
        WRITING(CopyPhase.TRANSFER),
        FLUSH(CopyPhase.FLUSH),
        PUBLISH(CopyPhase.PUBLISH);

        private final CopyPhase phase;

        Moment(CopyPhase phase) {
            this.phase = phase;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCallerIsAnsweredAndNothingIsPublishedOrLeft(Moment moment) throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem below = MountedFileSystem.of(FileSystemKind.EXT4)
                        .sizeBytes(256 << 20)
                        .mount();
                MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4)
                        .imageIn(below.path())
                        .mount()) {
            Path source = DiskImages.random(scratch.file("source"), 1 << 20, 1);
            Path target = place.file("target");
            // Freezing a file system writes its dirty pages, so a flush hangs only if what is below it is frozen.
            Freezer freezer = new Freezer(moment == Moment.FLUSH ? below : place, moment);
            LoggerFactory.getLogger(CopierHangTest.class).debug("opens the log, whose descriptor stays");
            Leaks leaks = Leaks.since();
            try (Copier copier = CopierTestSupport.copier(freezer)) {
                if (moment == Moment.BEFORE_THE_START) {
                    freezer.freeze();
                }
                CopyRequest request = CopyRequest.from(source, target)
                        .deadline(DEADLINE)
                        .verify(moment == Moment.PUBLISH ? VerifyPolicy.READ_BACK : VerifyPolicy.NONE)
                        .build();
                long start = System.nanoTime();
                CopyException e = catchThrowableOfType(CopyException.class, () -> copier.copy(request));
                assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
                assertThat(e.phase()).contains(moment.phase);
                assertThat(e.targetState()).isEqualTo(TargetState.STILL_BEING_WRITTEN);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWERED);
                assertThat(target).doesNotExist();
                freezer.thaw();
                assertThat(e.settled().orElseThrow().get(60, TimeUnit.SECONDS))
                        .isIn(TargetState.REMOVED, TargetState.UNTOUCHED);
            } finally {
                freezer.thaw();
            }
            leaks.assertNone();
            try (var left = Files.list(place.path())) {
                assertThat(left.map(name -> name.getFileName().toString())).isSubsetOf("lost+found");
            }
        }
    }

    /** Freezes a file system on the copy's own thread, so that its next call meets it. */
    private static final class Freezer extends PlainEngine {
        private final MountedFileSystem frozen;
        private final Moment moment;
        private Freeze freeze;

        Freezer(MountedFileSystem frozen, Moment moment) {
            this.frozen = frozen;
            this.moment = moment;
        }

        synchronized void freeze() {
            try {
                freeze = frozen.freeze(Duration.ofSeconds(60));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        synchronized void thaw() {
            if (freeze != null) {
                freeze.thaw();
            }
        }

        @Override
        protected void atBlock(long targetOffset, TransferControl control) {
            if (moment == Moment.WRITING && targetOffset == 1 << 19) {
                freeze();
            }
        }

        @Override
        protected void atClose(boolean reading) {
            if (moment == (reading ? Moment.PUBLISH : Moment.FLUSH)) {
                freeze();
            }
        }
    }
}
