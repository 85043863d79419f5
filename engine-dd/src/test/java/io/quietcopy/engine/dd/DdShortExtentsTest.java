package io.quietcopy.engine.dd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Short extents, which are moved by several dds at a time. */
class DdShortExtentsTest {
    private static final long MIB = 1 << 20;
    private static final int EXTENTS = 12;

    /** Each extent is a MiB, and each second MiB is none's. */
    private static final long SLOT = 2 * MIB;

    /** So many extents are on their way before the session's own thread takes one. */
    private static final int SIDE_LANES = Math.min(3, Runtime.getRuntime().availableProcessors());

    /** Waits for a file, but not for ever. {@code "$*"} of a dd that moves an extent ends in a known way. */
    private static final String AWAIT = """
            await() {
              tries=0
              while [ ! -e "$1" ]; do
                tries=$((tries + 1))
                [ $tries -lt 3000 ] || exit 9
                sleep 0.01
              done
            }
            """;

    private Scratch scratch;
    private Leaks leaks;
    private Path source;
    private Path target;
    private List<Long> others;
    private final TestControl control = new TestControl();

    @BeforeEach
    void setUp() throws IOException {
        Requirement.require(Requirement.GNU_DD);
        scratch = Scratch.create();
        Allocation.allocatedBytes(scratch.path()); // loads JNA, which keeps a descriptor
        source = DiskImages.random(scratch.file("source"), EXTENTS * SLOT, 1);
        target = DiskImages.random(scratch.file("target"), EXTENTS * SLOT, 2);
        leaks = Leaks.since();
        others = Processes.descendants();
    }

    @AfterEach
    void tearDown() throws IOException {
        if (scratch != null) {
            assertThat(Processes.descendants()).isEqualTo(others);
            scratch.close();
            leaks.assertNone();
        }
    }

    private TestCopy copy(String script) throws IOException {
        TestCopy copy = TestCopy.of(source, target)
                .executable(FakeDd.write(scratch.file("dd"), AWAIT + script + "exec dd \"$@\"\n")
                        .toString());
        for (int i = 0; i < EXTENTS; i++) {
            copy.extent(i * SLOT, i * SLOT, MIB, Content.DATA);
        }
        return copy;
    }

    private void assertCopied() throws IOException {
        Path before = DiskImages.random(scratch.file("before"), EXTENTS * SLOT, 2);
        for (int i = 0; i < EXTENTS; i++) {
            ByteCompare.assertSame(source, i * SLOT, target, i * SLOT, MIB);
            ByteCompare.assertSame(before, i * SLOT + MIB, target, i * SLOT + MIB, MIB);
        }
        assertThat(control.total()).isEqualTo(EXTENTS * MIB);
        assertThat(control.covered()).hasSize(EXTENTS);
        assertThat(control.openPermits()).isZero();
    }

    @Test
    void oneStartsWhileTheOneBeforeItIsStillOnItsWay() throws Exception {
        Path next = scratch.file("next");
        TestCopy copy = copy("""
                case " $* " in
                  *" seek=0 "*count=1048576*) await %1$s ;;
                  *" seek=2097152 "*) : >%1$s ;;
                esac
                """.formatted(next));

        copy.run(control);

        assertCopied();
    }

    @Test
    void oneAtATimeWhereABlockIsAllThatMayBeInFlight() throws Exception {
        TestCopy copy = copy("").block(16 * MIB);

        copy.run(control);

        assertCopied();
        assertThat(control.mostOpenPermits()).isEqualTo(1);
    }

    @Test
    void oneAtATimeUnderARate() throws Exception {
        TestCopy copy = copy("").limited();

        copy.run(control);

        assertCopied();
        assertThat(control.mostOpenPermits()).isEqualTo(1);
    }

    @Test
    void aFailureInASideLaneIsTheCopysFailure() throws Exception {
        TestCopy copy = copy("""
                case " $* " in
                  *" seek=0 "*count=1048576*)
                    echo "dd: error writing 'x': Input/output error" >&2
                    echo "0 bytes copied, 1 s, 0 B/s" >&2
                    exit 1 ;;
                esac
                """);

        CopyException failure = catchThrowableOfType(CopyException.class, () -> copy.run(control));

        assertThat(failure.code()).isEqualTo(ErrorCode.WRITE_FAILED);
        assertThat(failure.byteOffset()).hasValue(0);
        assertThat(failure.errno()).hasValue(5);
        assertThat(control.openPermits()).isZero();
        assertThat(copy.threads()).noneMatch(Thread::isAlive);
    }

    @Test
    void aFailureElsewhereEndsWhatTheSideLanesMove() throws Exception {
        Path hanging = scratch.file("hanging");
        long mine = SIDE_LANES * SLOT;
        TestCopy copy = copy("""
                case " $* " in
                  *" seek=%1$d "*)
                    await %2$s
                    echo "dd: error writing 'x': Input/output error" >&2
                    echo "0 bytes copied, 1 s, 0 B/s" >&2
                    exit 1 ;;
                  *" seek=0 "*count=1048576*) : >%2$s; exec sleep 100 ;;
                  *count=1048576*) exec sleep 100 ;;
                esac
                """.formatted(mine, hanging));

        CopyException failure = catchThrowableOfType(CopyException.class, () -> copy.run(control));

        assertThat(failure.code()).isEqualTo(ErrorCode.WRITE_FAILED);
        assertThat(failure.byteOffset()).hasValue(mine);
        assertThat(control.openPermits()).isZero();
        assertThat(copy.threads()).noneMatch(Thread::isAlive);
    }

    @Test
    void aFailureElsewhereEndsASideLanesWaitForAPermit() throws Exception {
        Thread session = Thread.currentThread();
        CountDownLatch never = new CountDownLatch(1);
        control.behind(() -> {
            if (Thread.currentThread() != session) {
                boolean unused = never.await(100, TimeUnit.SECONDS);
            }
        });
        TestCopy copy = copy("case \"$*\" in *count=1048576*) kill -9 $$ ;; esac\n");

        CopyException failure = catchThrowableOfType(CopyException.class, () -> copy.run(control));

        assertThat(failure.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(failure.byteOffset()).hasValue(SIDE_LANES * SLOT);
        assertThat(session.isInterrupted()).isFalse();
        assertThat(copy.threads()).noneMatch(Thread::isAlive);
    }

    @Test
    void aRefusalInSeveralLanesStepsDownOnce() throws Exception {
        TestCopy copy = copy("""
                case "$* end" in
                  *count=1048576*oflag=*direct*end)
                    echo "dd: error writing 'x': Invalid argument" >&2
                    echo "0 bytes copied, 1 s, 0 B/s" >&2
                    exit 1 ;;
                esac
                """);

        copy.run(control);

        assertCopied();
        assertThat(copy.sourceMode().access()).isEqualTo(SideMode.Access.DIRECT);
        assertThat(copy.targetMode().access()).isEqualTo(SideMode.Access.BUFFERED_EVICTED);
        assertThat(copy.targetMode().reason()).contains("while the copy ran");

        CopyException failure = catchThrowableOfType(
                CopyException.class,
                () -> copy.cache(CachePolicy.REQUIRE_DIRECT).run(new TestControl()));
        assertThat(failure.code()).isEqualTo(ErrorCode.DIRECT_REFUSED);
    }

    @Test
    void goesOnBehindAShortStepOfASideLane() throws Exception {
        Path once = scratch.file("once");
        TestCopy copy = copy("""
                case " $* " in
                  *" seek=0 "*count=1048576*)
                    if mkdir %s; then
                      for word; do
                        [ "$word" = count=1048576 ] && word=count=524288
                        [ "$word" = bs=1048576 ] && word=bs=524288
                        set -- "$@" "$word"; shift
                      done
                      dd "$@" || exit
                      echo "dd: error reading 'source': Resource temporarily unavailable" >&2
                      exit 1
                    fi ;;
                esac
                """.formatted(once));

        copy.run(control);

        assertCopied();
    }
}
