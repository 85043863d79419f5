package io.quietcopy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.engine.nio.NioEngineProvider;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a text tries again: one copy, or a whole check. */
class ReplayTest {
    @Test
    void aCaseIsTriedOnceAlsoIfNothingIsToBeToldOfIt(@TempDir Path folder) throws Exception {
        try (ConformanceRun run = ConformanceRun.of(new NioEngineProvider())
                .folder(folder)
                .tries(0)
                .start()) {
            assertThat(run.replay("lengths@files plain").tries()).isEqualTo(1);
            assertThat(run.replay("lengths@files source=d513").tries()).isEqualTo(1);
            assertThat(run.replay("lengths@files").tries()).isGreaterThan(1);
        }
    }
}
