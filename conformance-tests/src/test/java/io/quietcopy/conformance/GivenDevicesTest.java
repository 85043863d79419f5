package io.quietcopy.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.engine.nio.NioEngineProvider;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Devices that the caller gives are tested on like those that the suite makes for itself. */
class GivenDevicesTest {
    private static final long BYTES = 1L << 30;

    @Test
    void aCorrectEnginePassesOnThem() throws Exception {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice one = LoopDevice.over(DiskImages.sparse(scratch.file("one"), BYTES, 1, List.of()))
                        .attach();
                LoopDevice two = LoopDevice.over(DiskImages.sparse(scratch.file("two"), BYTES, 2, List.of()))
                        .attach();
                ConformanceRun run = ConformanceRun.of(new NioEngineProvider())
                        .folder(scratch.path())
                        .devices(List.of(one.path(), two.path()))
                        .tries(2)
                        .only(step -> step.place().equals("device"))
                        .start()) {
            List<CheckResult> results = new ArrayList<>();
            run.execute(results::add);
            assertThat(results)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(result -> assertThat(result.verdict())
                            .as("%s: %s", result, result.findings())
                            .isEqualTo(Verdict.PASS));
        }
    }
}
