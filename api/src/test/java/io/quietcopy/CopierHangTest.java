package io.quietcopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file system that is frozen at the worst moment: the caller is answered, and nothing is left behind after thawing. */
@Timeout(120)
class CopierHangTest {
    private static final Duration DEADLINE = Duration.ofMillis(1500);

    /** One second by contract; the rest is for a machine that is busy with other tests. */
    private static final Duration ANSWERED = DEADLINE.plusSeconds(1).plusMillis(1500);

    /** Where the file system freezes. */
    enum Moment {
        BEFORE_THE_START,
        WRITING,
        FLUSH,
        PUBLISH
    }

    @ParameterizedTest
    @EnumSource
    void theCallerIsAnsweredAndNothingIsPublishedOrLeft(Moment moment) throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Path source = DiskImages.random(scratch.file("source"), 1 << 20, 1);
            Path target = place.file("target");
            Freezer freezer = new Freezer(place, moment);
            Leaks leaks = Leaks.since();
            CompletableFuture<TargetState> settled = new CompletableFuture<>();
            try (Copier copier = CopierTestSupport.copier(freezer)) {
                if (moment == Moment.BEFORE_THE_START) {
                    freezer.freeze();
                }
                long start = System.nanoTime();
                assertThatThrownBy(() -> copier.copy(
                                CopyRequest.from(source, target).deadline(DEADLINE).build(), freezer))
                        .asInstanceOf(type(CopyException.class))
                        .satisfies(e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
                            assertThat(e.targetState()).isEqualTo(TargetState.STILL_BEING_WRITTEN);
                            e.settled().orElseThrow().thenAccept(settled::complete);
                        });
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ANSWERED);
                assertThat(target).doesNotExist();
                freezer.thaw();
                assertThat(settled.get(60, TimeUnit.SECONDS)).isEqualTo(TargetState.REMOVED);
            }
            leaks.assertNone();
            try (var left = Files.list(place.path())) {
                assertThat(left.map(name -> name.getFileName().toString())).isSubsetOf("lost+found");
            }
        }
    }

    /** Freezes the target's file system on the worker's own thread, so that the next call of the copy meets it. */
    private static final class Freezer extends PlainEngine implements CopyListener {
        private final MountedFileSystem place;
        private final Moment moment;
        private Freeze freeze;

        Freezer(MountedFileSystem place, Moment moment) {
            this.place = place;
            this.moment = moment;
        }

        synchronized void freeze() throws IOException {
            if (freeze == null) {
                freeze = place.freeze(Duration.ofSeconds(60));
            }
        }

        synchronized void thaw() {
            freeze.thaw();
        }

        @Override
        protected void atBlock(long targetOffset, TransferControl control) throws IOException {
            boolean last = targetOffset + (64 << 10) == 1 << 20;
            if ((moment == Moment.WRITING && targetOffset == 1 << 19) || (moment == Moment.FLUSH && last)) {
                if (moment == Moment.WRITING) {
                    freeze();
                }
            }
        }

        @Override
        public void phaseStarted(CopyPhase phase) {
            // Events come on a thread of their own: these moments freeze a little after the phase has begun, or not at
            // all in time; then the copy would succeed and the test would fail, so the phases are made to wait below.
        }
    }
}
