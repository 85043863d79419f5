package io.quietcopy.engine.dd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.CachePolicy;
import io.quietcopy.CopyException;
import io.quietcopy.SideMode.Access;
import io.quietcopy.spi.Availability;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.Fitness;
import io.quietcopy.spi.NotFitException;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Executables;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which dd will do, and what explain() is told. */
class DdAvailabilityTest {
    private static final String CURE = "install GNU coreutils or set quietcopy.engine.dd.executable";

    private Scratch scratch;

    @BeforeEach
    void setUp() throws IOException {
        scratch = Scratch.create();
    }

    @AfterEach
    void tearDown() throws IOException {
        scratch.close();
    }

    private static Availability availability(Path executable) {
        return new DdEngineProvider().availability(TestCopy.settings(executable.toString()));
    }

    @Test
    void theServiceLoaderFindsTheProvider() {
        CopyEngineProvider provider = ServiceLoader.load(CopyEngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.id().equals("dd"))
                .findFirst()
                .orElseThrow();
        assertThat(provider.priority()).isEqualTo(100);
        assertThat(provider.spiLevel()).isEqualTo(CopyEngineProvider.SPI_LEVEL);
        assertThat(provider.settings()).singleElement().satisfies(setting -> {
            assertThat(setting.name()).isEqualTo("executable");
            setting.check(setting.defaultValue());
            assertThatThrownBy(() -> setting.check(" ")).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void gnuDdIsAvailable() {
        Requirement.require(Requirement.GNU_DD);
        Availability found = new DdEngineProvider().availability(TestCopy.settings("auto"));
        assertThat(found.isAvailable()).isTrue();
        assertThat(found.reason()).contains("(coreutils)").startsWith("/");
        assertThat(new DdEngineProvider().availability(TestCopy.settings("dd")).isAvailable())
                .isTrue();
    }

    @Test
    void uutilsIsNot() {
        Requirement.require(Requirement.RUST_COREUTILS);
        Path uutils = Executables.rustDd().orElseThrow();
        Availability found = availability(uutils);
        assertThat(found.isAvailable()).isFalse();
        assertThat(found.reason())
                .contains(uutils.toString())
                .contains("not GNU dd")
                .contains(CURE);
    }

    @Test
    void busyboxIsNot() throws Exception {
        Requirement.require(Requirement.BUSYBOX);
        Path busybox = Files.createSymbolicLink(
                scratch.file("dd"), Executables.busybox().orElseThrow());
        Availability found = availability(busybox);
        assertThat(found.isAvailable()).isFalse();
        assertThat(found.reason()).contains("BusyBox").contains(CURE);
    }

    /** As on Alpine with coreutils. The engine looks for programs in its process's PATH, so it gets a process. */
    @Test
    void aSetprivThatKnowsNoDeathSignalIsNotUsed() throws Exception {
        Requirement.require(Requirement.BUSYBOX, Requirement.GNU_DD);
        Files.createSymbolicLink(
                Files.createDirectory(scratch.file("bin")).resolve("setpriv"),
                Executables.busybox().orElseThrow());
        Path source = DiskImages.random(scratch.file("source"), 4 << 20, 1);
        Path target = DiskImages.random(scratch.file("target"), 4 << 20, 2);
        ProcessBuilder copy = CopyProcess.of(source, target, Executables.gnuDd().orElseThrow(), 0)
                .redirectErrorStream(true);
        copy.environment().put("PATH", scratch.file("bin").toString());

        Process process = copy.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(printed).isZero();
        ByteCompare.assertSame(source, target);
    }

    @Test
    void whatIsNotThereOrAnswersNotIsNot() throws Exception {
        assertThat(availability(scratch.file("nothing")).reason()).contains("no executable");
        assertThat(availability(Path.of("no-such-dd")).reason()).contains("no executable");
        Path text = Files.writeString(scratch.file("text"), "dd (coreutils) 9.1");
        assertThat(availability(text).isAvailable()).isFalse();
        assertThat(availability(FakeDd.write(scratch.file("silent"), "exit 0\n"))
                        .reason())
                .contains("prints nothing");
        assertThat(availability(FakeDd.write(scratch.file("hangs"), "exec sleep 1000\n"))
                        .reason())
                .contains("did not answer");
    }

    @Test
    void anUnavailableDdDoesNotFit() throws Exception {
        Path source = DiskImages.random(scratch.file("source"), 4096, 1);
        TestCopy copy = TestCopy.staged(source, scratch.file("target"))
                .executable("/nonexistent/dd")
                .whole(Content.DATA);
        assertThatThrownBy(() -> copy.run(new TestControl())).isInstanceOf(NotFitException.class);
        try (var engine = copy.engine()) {
            assertThat(engine.examine(copy).isFit()).isFalse();
        }
    }

    @Test
    void examiningCreatesAndChangesNothing() throws Exception {
        Requirement.require(Requirement.GNU_DD);
        Path source = DiskImages.random(scratch.file("source"), 10_000, 1);
        Path target = DiskImages.random(scratch.file("target"), 10_000, 2);
        TestCopy inPlace = TestCopy.of(source, target).whole(Content.DATA);
        TestCopy staged = TestCopy.staged(source, scratch.file("staged")).whole(Content.DATA);
        Files.delete(scratch.file("staged"));
        try (var engine = inPlace.engine()) {
            Fitness known = engine.examine(inPlace);
            assertThat(known.isFit()).isTrue();
            assertThat(known.source().access()).isEqualTo(Access.DIRECT);
            assertThat(known.target().access()).isEqualTo(Access.DIRECT);
            Fitness unknown = engine.examine(staged);
            assertThat(unknown.isFit()).isTrue();
            assertThat(unknown.target().reason()).contains("when the copy starts");
            Fitness buffered = engine.examine(staged.cache(CachePolicy.BUFFERED));
            assertThat(buffered.target().access()).isEqualTo(Access.BUFFERED);

            Path refusing = FakeDd.refusing(scratch.file("dd"), "iflag=*direct*");
            Fitness refused = inPlace.executable(refusing.toString())
                    .cache(CachePolicy.REQUIRE_DIRECT)
                    .engine()
                    .examine(inPlace);
            assertThat(refused.isFit()).isFalse();
            assertThat(refused.reason()).contains("refused");
        }
        assertThat(inPlace.scratchFiles()).isEmpty();
        assertThat(staged.scratchFiles()).isEmpty();
        assertThat(inPlace.threads()).noneMatch(Thread::isAlive);
        assertThat(scratch.file("staged")).doesNotExist();
    }

    @Test
    void aTransferWithoutATargetDoesNotFit() throws Exception {
        Requirement.require(Requirement.GNU_DD);
        Path source = DiskImages.random(scratch.file("source"), 4096, 1);
        TestCopy copy = TestCopy.of(source, source).whole(Content.DATA).withoutTarget();
        assertThatThrownBy(() -> copy.run(new TestControl()))
                .isInstanceOf(NotFitException.class)
                .extracting(failure -> ((CopyException) failure).code().id())
                .isEqualTo("capability-missing");
    }
}
