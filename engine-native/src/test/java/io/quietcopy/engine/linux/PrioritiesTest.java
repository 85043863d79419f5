package io.quietcopy.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quietcopy.engine.linux.kernel.TestLinux;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.spi.SettingSpec;
import io.quietcopy.spi.TransferResult;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class PrioritiesTest {
    private static int niceOfThisThread() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }

    @Test
    void threadsThatCopyHaveThemAndNoOthers() throws Exception {
        Map<Thread, Integer> seen = new ConcurrentHashMap<>();
        TestLinux watching = new TestLinux() {
            @Override
            public long pread(int fd, long buffer, long count, long offset) {
                try {
                    seen.put(Thread.currentThread(), niceOfThisThread());
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return super.pread(fd, buffer, count, offset);
            }
        };
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), 4 << 20, 1);
            int before = niceOfThisThread();
            TestCopy copy = TestCopy.staged(source, scratch.file("target"))
                    .whole(Content.DATA)
                    .setting("nice", "15")
                    .setting("ionice", "idle")
                    .by(watching);
            TransferResult result = copy.run(new TestControl());
            assertThat(seen.remove(Thread.currentThread())).isEqualTo(before);
            assertThat(seen)
                    .isNotEmpty()
                    .allSatisfy((thread, nice) -> assertThat(nice).isEqualTo(15));
            assertThat(niceOfThisThread()).isEqualTo(before);
            assertThat(result.notes())
                    .contains("The threads that copied had nice=15.", "The threads that copied had ionice=idle.");
        }
    }

    @Test
    void aSchedulerThatIgnoresThemIsTold() throws Exception {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.attach(DiskImages.allocateSparse(scratch.file("image"), 4 << 20), 512)) {
            Path scheduler = Path.of("/sys/block/" + loop.name() + "/queue/scheduler");
            String before = Files.readString(scheduler);
            Path source = DiskImages.random(scratch.file("source"), 4 << 20, 1);
            TransferResult result = TestCopy.of(source, loop.path())
                    .whole(Content.DATA)
                    .setting("ionice", "best-effort:7")
                    .run(new TestControl());
            if (before.contains("[none]")) {
                assertThat(result.notes())
                        .contains("ionice had no effect on " + loop.name() + ", whose scheduler is none.");
            }
        }
    }

    @Test
    void valuesAreChecked() {
        List<SettingSpec> settings = new NativeEngineProvider().settings();
        assertThat(settings).extracting(SettingSpec::name).containsExactly("nice", "ionice");
        settings.forEach(setting -> setting.check(setting.defaultValue()));
        for (String good : List.of("keep", "0", "19", "07")) {
            settings.get(0).check(good);
        }
        for (String bad : List.of("", "20", "-1", "low", "1.5", "100")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings.get(0).check(bad));
        }
        for (String good : List.of("keep", "idle", "best-effort:0", "best-effort:7")) {
            settings.get(1).check(good);
        }
        for (String bad : List.of("", "3", "best-effort", "best-effort:8", "realtime:0")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings.get(1).check(bad));
        }
    }
}
