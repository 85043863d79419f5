package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetState;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Processes;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only dd has: child processes. */
@Timeout(120)
class DdChildTest {
    private static final long LENGTH = 24 * Copies.MIB;
    private static final long PACE = 12;

    /** What they are killed by: the memory killer, an administrator. */
    @ParameterizedTest(name = "signal {0}")
    @ValueSource(ints = {9, 15})
    void aKilledChildIsAnErrorThatNamesTheSignal(int signal) throws Exception {
        Engine.DD.require();
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), LENGTH, 1);
            Path folder = Files.createDirectory(scratch.file("folder"));
            Midway kills = Midway.at(1, () -> {
                while (!killed(signal)) {
                    Thread.onSpinWait(); // between two segments there is none
                }
            });

            CopyException e = Engine.DD.failure(
                    Engine.DD
                            .from(source, folder.resolve("target"))
                            .pace(Copies.mibPerSecond(PACE))
                            .build(),
                    kills);

            kills.await();
            assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
            assertThat(e.getMessage()).contains("signal " + signal);
            assertThat(e.remedy()).contains("killed");
            assertThat(e.byteOffset().orElseThrow()).isLessThan(LENGTH);
            assertThat(e.targetState()).isEqualTo(TargetState.REMOVED);
            assertThat(Copies.names(folder)).isEmpty();
        }
    }

    private static boolean killed(int signal) throws IOException, InterruptedException {
        for (long child : Processes.descendants()) {
            if (Processes.commandLine(child).contains("seek=")) {
                Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(child)).start();
                return kill.waitFor() == 0;
            }
        }
        return false;
    }
}
