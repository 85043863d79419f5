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
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.NbdStore;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each failure is a real one, and has a code, an offset and what dd said. */
class DdErrorsTest {
    private static final long MIB = 1 << 20;

    private Scratch scratch;
    private Leaks leaks;
    private final TestControl control = new TestControl();

    @BeforeEach
    void setUp() throws IOException {
        Requirement.require(Requirement.GNU_DD);
        scratch = Scratch.create();
        Allocation.allocatedBytes(scratch.path()); // loads JNA, which keeps a descriptor
        leaks = Leaks.since();
    }

    @AfterEach
    void tearDown() throws IOException {
        if (scratch != null) {
            scratch.close();
            leaks.assertNone();
        }
    }

    private static CopyException failure(TestCopy copy, TestControl control) {
        CopyException failure = catchThrowableOfType(CopyException.class, () -> copy.run(control));
        assertThat(failure).as("the copy fails").isNotNull();
        assertThat(failure.engine()).contains("dd");
        assertThat(control.openPermits()).isZero();
        assertThat(copy.threads()).noneMatch(Thread::isAlive);
        return failure;
    }

    @Test
    void aFullFileSystem() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        Path source = DiskImages.random(scratch.file("source"), 16 * MIB, 1);
        try (MountedFileSystem full = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            full.fill(5 * MIB);
            CopyException failure =
                    failure(TestCopy.staged(source, full.file("target")).whole(Content.DATA), control);

            assertThat(failure.code()).isEqualTo(ErrorCode.NO_SPACE);
            assertThat(failure.errno()).hasValue(28);
            assertThat(failure.path()).contains(full.file("target").toRealPath());
            assertThat(failure.byteOffset()).hasValue(control.total());
            assertThat(control.total()).isBetween(MIB, 6 * MIB);
            assertThat(failure.problem()).contains("No space left on device").doesNotContain("/proc/");
            ByteCompare.assertSame(source, 0, full.file("target"), 0, control.total());
        }
    }

    @Test
    void aFullFileSystemWhileBlocksOfZeroesAreSkipped() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        Path source = DiskImages.random(scratch.file("source"), 16 * MIB, 1);
        try (MountedFileSystem full = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            full.fill(5 * MIB);
            CopyException failure =
                    failure(TestCopy.staged(source, full.file("target")).whole(Content.UNKNOWN), control);

            assertThat(failure.code()).isEqualTo(ErrorCode.NO_SPACE);
            assertThat(failure.byteOffset()).hasValue(control.total());
            ByteCompare.assertSame(source, 0, full.file("target"), 0, control.total());
        }
    }

    @Test
    void aLimitOfFileSize() throws Exception {
        Requirement.require(Requirement.PRLIMIT);
        Path source = DiskImages.random(scratch.file("source"), 8 * MIB, 1);
        Path dd = FakeDd.write(scratch.file("dd"), "exec prlimit --fsize=" + 5 * MIB + " dd \"$@\"\n");

        CopyException failure = failure(
                TestCopy.staged(source, scratch.file("target"))
                        .executable(dd.toString())
                        .whole(Content.DATA),
                control);

        assertThat(failure.code()).isEqualTo(ErrorCode.FILE_TOO_LARGE);
        assertThat(failure.errno()).hasValue(27);
        assertThat(failure.remedy()).contains("ulimit");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100})
    void aSourceThatCannotBeRead(long shift) throws Exception {
        Requirement.require(Requirement.LOOP);
        Path backing = DiskImages.random(scratch.file("backing"), 8 * MIB, 1);
        Path target = DiskImages.random(scratch.file("target"), 8 * MIB, 2);
        try (LoopDevice source = LoopDevice.attach(backing, 512)) {
            try (RandomAccessFile file = new RandomAccessFile(backing.toFile(), "rw")) {
                file.setLength(5 * MIB);
            }
            CopyException failure =
                    failure(TestCopy.of(source.path(), target).extent(shift, 0, 7 * MIB, Content.DATA), control);

            assertThat(failure.code()).isEqualTo(ErrorCode.READ_FAILED);
            assertThat(failure.errno()).hasValue(5);
            assertThat(failure.path()).contains(source.path());
            assertThat(failure.byteOffset().orElseThrow()).isBetween(4 * MIB, 5 * MIB);
            assertThat(failure.problem())
                    .contains("Input/output error")
                    .contains(source.path().toString());
        }
    }

    @Test
    void aTargetThatCannotBeWritten() throws Exception {
        Requirement.require(Requirement.NBDKIT, Requirement.NBDFUSE);
        Path source = DiskImages.random(scratch.file("source"), 8 * MIB, 1);
        Path backing = DiskImages.random(scratch.file("backing"), 8 * MIB, 2);
        try (NbdStore store =
                NbdStore.over(backing).writeBack(false).faults("EIO", "pwrite").start()) {
            control.granting(2 * MIB).onCompletion(completion -> {
                if (completion.targetOffset() + completion.bytes() == 2 * MIB) {
                    unchecked(store::startFaults);
                }
            });
            CopyException failure =
                    failure(TestCopy.of(source, store.file()).extent(0, 0, 8 * MIB, Content.DATA), control);

            assertThat(failure.code()).isEqualTo(ErrorCode.WRITE_FAILED);
            assertThat(failure.errno()).hasValue(5);
            assertThat(failure.path()).contains(store.file());
            assertThat(failure.byteOffset()).hasValue(2 * MIB);
            assertThat(control.total()).isEqualTo(2 * MIB);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3})
    void aSourceThatShrinks(long shift) throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 8 * MIB, 1);
        Path target = DiskImages.random(scratch.file("target"), 8 * MIB, 2);
        Path old = Files.copy(target, scratch.file("old"));
        control.granting(2 * MIB)
                .onCompletion(completion -> unchecked(() -> {
                    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
                        file.setLength(3 * MIB + 700);
                    }
                }));

        CopyException failure = failure(TestCopy.of(source, target).extent(shift, 0, 7 * MIB, Content.DATA), control);

        assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_SHRANK);
        assertThat(failure.path()).contains(source);
        assertThat(failure.byteOffset()).hasValue(3 * MIB + 700);
        assertThat(shift + control.total()).isBetween(2 * MIB, 3 * MIB + 700);
        ByteCompare.assertSame(source, shift, target, 0, control.total());
        ByteCompare.assertSame(old, control.total(), target, control.total(), 8 * MIB - control.total());
    }

    @Test
    void aShortCopyThatExplainsNothing() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 4 * MIB, 1);
        Path dd = FakeDd.write(scratch.file("dd"), """
                for word; do
                  case $word in count=[2-4]??????) word=count=1048576 ;; esac
                  set -- "$@" "$word"; shift
                done
                exec dd "$@"
                """);

        // Shorter each time, but further each time: it comes to its end.
        TestCopy.staged(source, scratch.file("one"))
                .executable(dd.toString())
                .whole(Content.DATA)
                .run(control);
        ByteCompare.assertSame(source, scratch.file("one"));

        FakeDd.write(dd, """
                for word; do
                  case $word in count=4194304) word=count=0 ;; esac
                  set -- "$@" "$word"; shift
                done
                exec dd "$@"
                """);
        CopyException failure = failure(
                TestCopy.staged(source, scratch.file("two"))
                        .executable(dd.toString())
                        .whole(Content.DATA),
                new TestControl());
        assertThat(failure.code()).isEqualTo(ErrorCode.SHORT_COPY);
        assertThat(failure.byteOffset()).hasValue(0);
    }

    @Test
    void goesOnBehindAShortReadThatEndsInAnInvalidArgument() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 4 * MIB, 1);
        Path dd = FakeDd.write(scratch.file("dd"), """
                all="$*"
                for word; do
                  case $all in
                    *count=4194304*)
                      case $word in
                        count=4194304) word=count=1049088 ;;
                        oflag=*) word=oflag=seek_bytes ;;
                      esac ;;
                  esac
                  set -- "$@" "$word"; shift
                done
                dd "$@" || exit
                case $all in
                  *count=4194304*)
                    echo "dd: error reading 'source': Invalid argument" >&2
                    echo "1049088 bytes (1.0 MB, 1.0 MiB) copied, 1 s, 1 MB/s" >&2
                    exit 1 ;;
                esac
                """);

        TestCopy.staged(source, scratch.file("target"))
                .executable(dd.toString())
                .whole(Content.DATA)
                .run(control);

        ByteCompare.assertSame(source, scratch.file("target"));
        assertThat(control.total()).isEqualTo(4 * MIB);
    }

    @ParameterizedTest
    @CsvSource({"reading, iflag=*direct*oflag", "writing, oflag=*direct"})
    void aSideThatRefusesDirectLateStepsDown(String action, String flag) throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 4 * MIB + 10, 1);
        Path target = DiskImages.random(scratch.file("target"), 4 * MIB + 10, 2);
        Path dd = FakeDd.write(scratch.file("dd"), """
                case "$* end" in
                  *count=4194304*%s*end)
                    echo "dd: error %s 'x': Invalid argument" >&2
                    echo "0 bytes copied, 1 s, 0 B/s" >&2
                    exit 1 ;;
                esac
                exec dd "$@"
                """.formatted(flag, action));
        TestCopy copy = TestCopy.of(source, target).executable(dd.toString()).whole(Content.DATA);

        copy.run(control);

        ByteCompare.assertSame(source, target);
        SideMode late = action.equals("reading") ? copy.sourceMode() : copy.targetMode();
        SideMode other = action.equals("reading") ? copy.targetMode() : copy.sourceMode();
        assertThat(late.access()).isIn(SideMode.Access.BUFFERED_EVICTED, SideMode.Access.BUFFERED);
        assertThat(late.reason()).contains("while the copy ran");
        assertThat(other.access()).isEqualTo(SideMode.Access.DIRECT);

        CopyException failure = failure(
                TestCopy.of(source, target)
                        .executable(dd.toString())
                        .cache(CachePolicy.REQUIRE_DIRECT)
                        .whole(Content.DATA),
                new TestControl());
        assertThat(failure.code()).isEqualTo(ErrorCode.DIRECT_REFUSED);
        assertThat(failure.byteOffset()).hasValue(0);
    }

    @Test
    void aDdThatIsKilledOrLies() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 2 * MIB, 1);
        Path dd = FakeDd.write(scratch.file("dd"), """
                case "$*" in *count=2097152*) kill -9 $$ ;; esac
                exec dd "$@"
                """);
        CopyException killed = failure(
                TestCopy.staged(source, scratch.file("one"))
                        .executable(dd.toString())
                        .whole(Content.DATA),
                control);
        assertThat(killed.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(killed.problem()).contains("signal 9");

        FakeDd.write(dd, """
                case "$*" in *count=2097152*) echo "3000000 bytes copied" >&2; exit 0 ;; esac
                exec dd "$@"
                """);
        CopyException lied = failure(
                TestCopy.staged(source, scratch.file("two"))
                        .executable(dd.toString())
                        .whole(Content.DATA),
                control);
        assertThat(lied.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(lied.problem()).contains("3000000");
    }

    @Test
    void aDdThatCtrlCHasReachedFirst() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 2 * MIB, 1);
        Path dd = FakeDd.write(scratch.file("dd"), """
                # A shell cannot take back that its parent ignores SIGINT, as that of a job in the background does.
                case "$*" in *count=2097152*) exec env --default-signal=INT sh -c 'kill -INT $$; sleep 10' ;; esac
                exec dd "$@"
                """);
        CopyException failure = failure(
                TestCopy.staged(source, scratch.file("target"))
                        .executable(dd.toString())
                        .whole(Content.DATA),
                control);
        assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    void aProgramThatRuns() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        Path program = Files.copy(Path.of("/bin/sleep"), scratch.file("program"));
        Process running = new ProcessBuilder(program.toString(), "1000").start();
        try {
            CopyException failure = failure(TestCopy.of(source, program).extent(0, 0, 4096, Content.DATA), control);
            assertThat(failure.code()).isEqualTo(ErrorCode.TARGET_IN_USE);
        } finally {
            running.destroyForcibly().waitFor();
        }
    }

    @Test
    void aDdThatHasGone() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        Path dd = FakeDd.write(scratch.file("dd"), "exec dd \"$@\"\n");
        TestCopy copy = TestCopy.staged(source, scratch.file("target"))
                .executable(dd.toString())
                .whole(Content.DATA);
        try (var engine = copy.engine();
                var session = engine.open(copy)) {
            Files.delete(dd);
            CopyException failure = catchThrowableOfType(CopyException.class, () -> session.run(control));
            assertThat(failure.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
        }
    }

    @Test
    void aReadOnlyFileSystem() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            TestCopy copy = TestCopy.staged(source, place.file("target")).whole(Content.DATA);
            place.remountReadOnly();
            assertThat(failure(copy, control).code()).isEqualTo(ErrorCode.TARGET_READ_ONLY);
        }
    }

    @Test
    void aReadOnlyDevice() throws Exception {
        Requirement.require(Requirement.LOOP);
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        Path backing = DiskImages.random(scratch.file("backing"), MIB, 2);
        try (LoopDevice target = LoopDevice.over(backing).readOnly().attach()) {
            CopyException failure = failure(TestCopy.of(source, target.path()).whole(Content.DATA), control);
            assertThat(failure.code()).isIn(ErrorCode.TARGET_UNWRITABLE, ErrorCode.TARGET_READ_ONLY);
        }
    }

    @Test
    void aSourceOrTargetThatIsAnotherFileByNow() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        Path target = DiskImages.random(scratch.file("target"), MIB, 2);
        Path victim = DiskImages.random(scratch.file("victim"), MIB, 3);
        TestCopy copy = TestCopy.of(source, target).whole(Content.DATA);

        Files.move(target, scratch.file("moved"));
        Files.createSymbolicLink(target, victim);
        assertThat(failure(copy, control).code()).isEqualTo(ErrorCode.TARGET_CHANGED);
        Files.delete(target);
        assertThat(failure(copy, control).code()).isEqualTo(ErrorCode.TARGET_CHANGED);
        Files.copy(victim, target);
        assertThat(failure(copy, control).code()).isEqualTo(ErrorCode.TARGET_CHANGED);

        Files.move(source, scratch.file("moved source"));
        assertThat(failure(copy, control).code()).isEqualTo(ErrorCode.SOURCE_MISSING);
        Files.createSymbolicLink(source, victim);
        assertThat(failure(copy, control).code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
    }

    @Test
    void aLinkThatIsPutThereAfterOpeningIsNotFollowed() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 2 * MIB + 100, 1);
        Path target = DiskImages.random(scratch.file("target"), 2 * MIB + 100, 2);
        Path victim = DiskImages.random(scratch.file("victim"), 2 * MIB + 100, 3);
        Path before = Files.copy(victim, scratch.file("before"));
        TestCopy copy = TestCopy.of(source, target).whole(Content.DATA);
        try (var engine = copy.engine();
                var session = engine.open(copy)) {
            Path moved = Files.move(target, scratch.file("moved"));
            Files.createSymbolicLink(target, victim);
            session.run(control);
            ByteCompare.assertSame(source, moved);
            ByteCompare.assertSame(before, victim);
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void unchecked(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
