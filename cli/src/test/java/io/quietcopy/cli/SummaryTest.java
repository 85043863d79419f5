package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyPhase;
import io.quietcopy.CopyReport;
import io.quietcopy.EngineAttempt;
import io.quietcopy.SideMode;
import io.quietcopy.TargetMode;
import io.quietcopy.WindowSample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void aPlainCopyHasFewLines() {
        Report report = new Report();
        assertThat(Summary.of(report, "none", 100)).isEqualTo("""
                        Copied 8 GiB in 20.5 s, 410 MiB/s
                          from      /dev/vg/snap
                          to        /srv/b.raw
                          engine    dd
                          source    read past the page cache (direct)
                          target    written past the page cache (direct)
                          safe      flushed to the storage
                        """);
    }

    @Test
    void everyStepDownIsTold() {
        Report report = new Report();
        report.mode = TargetMode.IN_PLACE;
        report.copied = 1L << 30;
        report.skipped = 7L << 30;
        report.target = SideMode.of(SideMode.Access.BUFFERED_EVICTED, "tmpfs has no direct I/O");
        report.durable = false;
        report.verified = true;
        report.limited = true;
        report.digest = Optional.of("abc123");
        report.candidates =
                List.of(EngineAttempt.of("native", false, "liburing is missing"), EngineAttempt.of("dd", true, "fits"));
        report.notes = List.of("the source was read by somebody else\u0007");
        assertThat(Summary.of(report, "crc32c", 100)).isEqualTo("""
                        Copied 8 GiB in 20.5 s, 51.2 MiB/s (held back by --pace)
                          from      /dev/vg/snap
                          to        /srv/b.raw
                          content   1 GiB copied, 7 GiB zero already
                          engine    dd; not native: liburing is missing
                          source    read past the page cache (direct)
                          target    written through the page cache and evicted (buffered-evicted): tmpfs has no direct I/O
                          guard     opened exclusively
                          safe      not flushed: a power cut may still lose it; read back and found equal
                          crc32c    abc123
                          note      the source was read by somebody else\\u0007
                        """);
    }

    private static final class Report implements CopyReport {
        private TargetMode mode = TargetMode.CREATE_NEW;
        private long copied = 8L << 30;
        private long skipped;
        private SideMode target = SideMode.of(SideMode.Access.DIRECT, "a direct write worked");
        private boolean durable = true;
        private boolean verified;
        private boolean limited;
        private Optional<String> digest = Optional.empty();
        private List<EngineAttempt> candidates = List.of(EngineAttempt.of("dd", true, "opened both sides"));
        private List<String> notes = List.of();

        @Override
        public String label() {
            return "";
        }

        @Override
        public Path source() {
            return Path.of("/dev/vg/snap");
        }

        @Override
        public Path target() {
            return Path.of("/srv/b.raw");
        }

        @Override
        public TargetMode mode() {
            return mode;
        }

        @Override
        public String engine() {
            return "dd";
        }

        @Override
        public List<EngineAttempt> candidates() {
            return candidates;
        }

        @Override
        public SideMode sourceMode() {
            return SideMode.of(SideMode.Access.DIRECT, "a direct read worked");
        }

        @Override
        public SideMode targetMode() {
            return target;
        }

        @Override
        public String guard() {
            return "opened exclusively";
        }

        @Override
        public long totalBytes() {
            return 8L << 30;
        }

        @Override
        public long copiedBytes() {
            return copied;
        }

        @Override
        public long zeroedBytes() {
            return 0;
        }

        @Override
        public long skippedBytes() {
            return skipped;
        }

        @Override
        public long sharedBytes() {
            return 0;
        }

        @Override
        public Duration elapsed() {
            return Duration.ofMillis(20_500);
        }

        @Override
        public Map<CopyPhase, Duration> phaseTimes() {
            return Map.of(CopyPhase.TRANSFER, Duration.ofSeconds(20));
        }

        @Override
        public Optional<String> digest() {
            return digest;
        }

        @Override
        public boolean verified() {
            return verified;
        }

        @Override
        public boolean durable() {
            return durable;
        }

        @Override
        public boolean limitApplied() {
            return limited;
        }

        @Override
        public List<WindowSample> inFlight() {
            return List.of();
        }

        @Override
        public List<String> notes() {
            return notes;
        }

        @Override
        public String toJson() {
            return "{}";
        }
    }
}
