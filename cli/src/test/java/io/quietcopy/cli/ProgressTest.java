package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyPhase;
import io.quietcopy.CopyProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long MIB = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void theBarHasRateAndTimeLeft() {
        BarText text = new BarText();
        text.progress(transfer(0, 100 * MIB, 1));
        text.progress(transfer(40 * MIB, 100 * MIB, 5));
        assertThat(text.render(79))
                .isEqualTo(" 40%  [============>                  ]  40 MiB of 100 MiB  10 MiB/s  0:06 left");
    }

    @Test
    void theRateIsThatOfTheLastSeconds() {
        RateMeter meter = new RateMeter();
        for (int second = 0; second <= 30; second++) {
            meter.add(transfer(second < 15 ? 0 : (second - 15) * MIB, 100 * MIB, second));
        }
        assertThat(meter.bytesPerSecond()).hasValueCloseTo((double) MIB, Percentage.withPercentage(1));
        assertThat(meter.secondsLeft()).hasValue(85);
    }

    @Test
    void aStandingCopyHasNoTimeLeft() {
        BarText text = new BarText();
        text.progress(transfer(MIB, 2 * MIB, 1));
        text.progress(transfer(MIB, 2 * MIB, 4));
        assertThat(text.render(79)).contains("50%").contains("0 bytes/s").doesNotContain("left");
    }

    @Test
    void otherPhasesAreNamed() {
        BarText text = new BarText();
        text.phase(CopyPhase.STAGE);
        assertThat(text.moving()).isFalse();
        text.progress(CopyProgress.of(CopyPhase.FLUSH, MIB, MIB, Duration.ofSeconds(9)));
        assertThat(text.moving()).isTrue();
        assertThat(text.render(60)).contains("100%").contains("flushing to the storage, 0:09");
    }

    @Test
    void aNarrowTerminalHasNoBar() {
        BarText text = new BarText();
        text.progress(transfer(MIB, 2 * MIB, 1));
        assertThat(text.render(20)).isEqualTo(" 50%  1 MiB of 2 MiB  ");
    }

    @Property
    void theBarNeverBreaks(
            @ForAll @LongRange(min = 1) long total,
            @ForAll @IntRange(max = 1000) int permille,
            @ForAll @IntRange(min = 60, max = 200) int columns) {
        BarText text = new BarText();
        long done = (long) (total * (permille / 1000.0));
        text.progress(transfer(0, total, 1));
        text.progress(transfer(Math.min(done, total), total, 2));
        assertThat(text.render(columns)).hasSizeLessThanOrEqualTo(columns);
    }

    @Test
    void anEmptyCopyHasNoNumbers() {
        BarText text = new BarText();
        text.progress(transfer(0, 0, 1));
        assertThat(text.render(60)).isEqualTo("copying");
    }

    @Test
    void aTerminalGetsABarThatIsGoneAtTheEnd() {
        Console console = new Console(err, err, true, 80, Map.of("TERM", "xterm"));
        try (ProgressDisplay display = ProgressDisplay.of(ProgressStyle.AUTO, console)) {
            display.phaseStarted(CopyPhase.PREFLIGHT);
            assertThat(bytes.size()).isZero();
            display.progressed(transfer(MIB, 2 * MIB, 1));
        }
        assertThat(text()).contains("50%").endsWith("\r\033[K");
    }

    @Test
    void nobodyGetsABarUnasked() {
        for (Console console : List.of(
                new Console(err, err, false, 0, Map.of("TERM", "xterm")),
                new Console(err, err, true, 80, Map.of("TERM", "dumb")))) {
            ProgressDisplay display = ProgressDisplay.of(ProgressStyle.AUTO, console);
            display.progressed(transfer(MIB, 2 * MIB, 1));
            display.close();
        }
        assertThat(text()).isEmpty();
    }

    @Test
    void programsGetLines() {
        ProgressDisplay display = ProgressDisplay.of(ProgressStyle.JSON, new Console(err, err, false, 0, Map.of()));
        display.phaseStarted(CopyPhase.TRANSFER);
        display.progressed(transfer(0, 4 * MIB, 1));
        display.progressed(transfer(MIB, 4 * MIB, 2));
        display.progressed(transfer(4 * MIB, 4 * MIB, 3));
        display.progressed(transfer(4 * MIB, 4 * MIB, 4));
        display.close();
        display.progressed(transfer(4 * MIB, 4 * MIB, 5));
        assertThat(text().lines())
                .containsExactly(
                        "{\"phase\":\"transfer\"}",
                        "{\"phase\":\"transfer\",\"doneBytes\":0,\"totalBytes\":4194304,\"elapsedSeconds\":1.0}",
                        "{\"phase\":\"transfer\",\"doneBytes\":1048576,\"totalBytes\":4194304,"
                                + "\"bytesPerSecond\":1048576,\"etaSeconds\":3,\"elapsedSeconds\":2.0}",
                        "{\"phase\":\"transfer\",\"doneBytes\":4194304,\"totalBytes\":4194304,"
                                + "\"bytesPerSecond\":2097152,\"elapsedSeconds\":3.0}");
    }

    @Test
    void noTimeIsLeftOfATransferThatIsOver() {
        ProgressDisplay display = ProgressDisplay.of(ProgressStyle.JSON, new Console(err, err, false, 0, Map.of()));
        display.progressed(transfer(0, 4 * MIB, 1));
        display.progressed(transfer(2 * MIB, 4 * MIB, 2));
        display.progressed(CopyProgress.of(CopyPhase.PUBLISH, 4 * MIB, 4 * MIB, Duration.ofSeconds(3)));
        assertThat(text().lines())
                .last()
                .isEqualTo("{\"phase\":\"publish\",\"doneBytes\":4194304,\"totalBytes\":4194304,"
                        + "\"bytesPerSecond\":2097152,\"elapsedSeconds\":3.0}");
    }

    private static CopyProgress transfer(long done, long total, int seconds) {
        return CopyProgress.of(CopyPhase.TRANSFER, done, total, Duration.ofSeconds(seconds));
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
