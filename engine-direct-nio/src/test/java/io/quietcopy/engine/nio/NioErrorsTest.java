package io.quietcopy.engine.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.TargetContent;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Fitness;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What goes wrong is told with code, path and place, and leaves nothing behind. */
class NioErrorsTest {
    private static final long MIB = 1 << 20;

    private final TestControl control = new TestControl();
    private Scratch scratch;
    private Leaks leaks;

    @BeforeEach
    void setUp() throws IOException {
        scratch = Scratch.create();
        Allocation.allocatedBytes(scratch.path()); // loads JNA, which keeps a descriptor
        LoggerFactory.getLogger(NioErrorsTest.class).debug("opens the log");
        leaks = Leaks.since();
    }

    @AfterEach
    void tearDown() throws IOException {
        if (scratch != null) {
            scratch.close();
            leaks.assertNone();
        }
    }

    private CopyException failure(TestCopy copy) {
        CopyException e = catchThrowableOfType(CopyException.class, () -> copy.run(control));
        assertThat(e).isNotNull();
        assertThat(e.engine()).hasValue("direct-nio");
        assertThat(control.openPermits()).isZero();
        assertThat(copy.threads()).noneMatch(Thread::isAlive);
        assertThat(copy.scratchFiles()).noneMatch(Files::exists);
        return e;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4096, 5 * MIB, 5 * MIB + 777, 8 * MIB})
    void aSourceThatShrinksIsAnErrorWithItsEnd(long newLength) throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 8 * MIB + 100, 1);
        Path target = scratch.file("target");
        TestCopy copy = TestCopy.staged(source, target).whole(Content.DATA).block(64 << 10);
        control.onCompletion(completion -> {
            try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
                file.setLength(newLength);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        CopyException e = failure(copy);

        assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_SHRANK);
        assertThat(e.path()).hasValue(source);
        // Whichever worker met it first: no less than the end, unless all was behind it already.
        assertThat(e.byteOffset().getAsLong()).isBetween(newLength, 8 * MIB + 100);
    }

    @Test
    void aSourceThatGrowsIsCut() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 4 * MIB + 100, 1);
        Path target = scratch.file("target");
        TestCopy copy = TestCopy.staged(source, target).whole(Content.DATA);
        control.onCompletion(completion -> {
            try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
                file.setLength(9 * MIB);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        copy.run(control);

        assertThat(Files.size(target)).isEqualTo(4 * MIB + 100);
        ByteCompare.assertSame(source, 0, target, 0, 4 * MIB + 100);
    }

    @Test
    void aFullFileSystemIsTold() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        Path source = DiskImages.random(scratch.file("source"), 8 * MIB, 1);
        try (MountedFileSystem place = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            TestCopy copy = TestCopy.staged(source, place.file("target")).whole(Content.DATA);
            place.fill(2 * MIB);

            CopyException e = failure(copy);

            assertThat(e.code()).isEqualTo(ErrorCode.NO_SPACE);
            assertThat(e.errno()).hasValue(28);
            assertThat(e.path()).hasValue(place.file("target"));
            assertThat(e.byteOffset().getAsLong()).isBetween(0L, 8 * MIB);
        }
    }

    @Test
    void aFailingReadIsToldWithItsPlace() throws Exception {
        Requirement.require(Requirement.LOOP);
        Path backing = DiskImages.random(scratch.file("backing"), 4 * MIB, 1);
        try (LoopDevice device = LoopDevice.attach(backing, 512)) {
            TestCopy copy =
                    TestCopy.staged(device.path(), scratch.file("target")).extent(0, 0, 4 * MIB, Content.DATA);
            try (RandomAccessFile file = new RandomAccessFile(backing.toFile(), "rw")) {
                file.setLength(2 * MIB);
            }

            CopyException e = failure(copy);

            assertThat(e.code()).isEqualTo(ErrorCode.READ_FAILED);
            assertThat(e.errno()).hasValue(5);
            assertThat(e.path()).hasValue(device.path());
            assertThat(e.byteOffset().getAsLong()).isBetween(MIB, 4 * MIB);
        }
    }

    @Test
    void aReadOnlyDeviceIsTold() throws Exception {
        Requirement.require(Requirement.LOOP);
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        Path backing = DiskImages.random(scratch.file("backing"), MIB, 2);
        try (LoopDevice device = LoopDevice.over(backing).readOnly().attach()) {
            CopyException e = failure(TestCopy.of(source, device.path()).whole(Content.DATA));

            assertThat(e.code()).isIn(ErrorCode.TARGET_UNWRITABLE, ErrorCode.TARGET_READ_ONLY);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLinkThatIsSwappedInIsNotFollowed(boolean onTarget) throws Exception {
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        Path target = DiskImages.random(scratch.file("target"), MIB, 2);
        Path victim = DiskImages.random(scratch.file("victim"), MIB, 3);
        Path copyOfVictim = Files.copy(victim, scratch.file("victim2"));
        TestCopy copy = TestCopy.of(source, target).whole(Content.DATA);
        Path swapped = onTarget ? target : source;
        Files.move(swapped, scratch.file("moved"));
        Files.createSymbolicLink(swapped, victim);

        CopyException e = failure(copy);

        assertThat(e.code()).isEqualTo(onTarget ? ErrorCode.TARGET_CHANGED : ErrorCode.SOURCE_CHANGED);
        ByteCompare.assertSame(victim, copyOfVictim);
    }

    @Test
    void anotherFileOfTheSameNameIsRefused() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        Path target = DiskImages.random(scratch.file("target"), MIB, 2);
        TestCopy copy = TestCopy.of(source, target).whole(Content.DATA);
        Files.move(target, scratch.file("moved"));
        Path other = DiskImages.random(target, MIB, 3);
        Path copyOfOther = Files.copy(other, scratch.file("other2"));

        assertThat(failure(copy).code()).isEqualTo(ErrorCode.TARGET_CHANGED);
        ByteCompare.assertSame(other, copyOfOther);
    }

    /** What is opened is held: a name that is given to another file afterwards changes nothing. */
    @Test
    void aFileThatIsSwappedInAfterOpeningIsNotTouched() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        Path target = DiskImages.random(scratch.file("target"), MIB, 2);
        TestCopy copy =
                TestCopy.of(source, target).before(TargetContent.UNKNOWN).whole(Content.DATA);
        try (CopyEngine engine = TestCopy.engine();
                var session = engine.open(copy)) {
            Files.move(target, scratch.file("moved"));
            Path other = DiskImages.random(target, MIB, 3);
            Path copyOfOther = Files.copy(other, scratch.file("other2"));

            session.run(control);

            ByteCompare.assertSame(other, copyOfOther);
            ByteCompare.assertSame(source, scratch.file("moved"));
        }
    }

    @Test
    void openingLeavesTheTargetAsItWas() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        Path target = DiskImages.random(scratch.file("target"), MIB, 2);
        Path before = Files.copy(target, scratch.file("before"));
        TestCopy copy = TestCopy.of(source, target).whole(Content.DATA);
        try (CopyEngine engine = TestCopy.engine();
                var session = engine.open(copy)) {
            assertThat(session.target().access()).isEqualTo(SideMode.Access.DIRECT);
        }
        ByteCompare.assertSame(target, before);
        assertThat(copy.scratchFiles()).hasSize(1).noneMatch(Files::exists);
    }

    @Test
    void examiningCreatesNothing() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), MIB, 1);
        Path target = DiskImages.random(scratch.file("target"), MIB, 2);
        TestCopy copy = TestCopy.of(source, target).whole(Content.DATA);
        try (CopyEngine engine = TestCopy.engine()) {
            Fitness there = engine.examine(copy);
            Files.delete(target);
            Fitness notThere = engine.examine(copy);
            Files.delete(source);
            Fitness without = engine.examine(copy);

            assertThat(there.isFit()).isTrue();
            assertThat(there.target().access()).isEqualTo(SideMode.Access.DIRECT);
            assertThat(notThere.isFit()).isTrue();
            assertThat(without.isFit()).isFalse();
        }
        assertThat(copy.scratchFiles()).isEmpty();
        assertThat(Files.exists(target)).isFalse();
    }

    @Test
    void theProviderIsFoundAndAvailable() {
        NioEngineProvider provider = java.util.ServiceLoader.load(io.quietcopy.spi.CopyEngineProvider.class).stream()
                .map(java.util.ServiceLoader.Provider::get)
                .filter(NioEngineProvider.class::isInstance)
                .map(NioEngineProvider.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(provider.id()).isEqualTo("direct-nio");
        assertThat(provider.availability(TestCopy.SETTINGS).isAvailable()).isTrue();
    }
}
