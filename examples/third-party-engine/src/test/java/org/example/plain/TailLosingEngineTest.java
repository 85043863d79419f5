package org.example.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quietcopy.conformance.ConformanceReport;
import io.quietcopy.conformance.ConformanceRun;
import io.quietcopy.conformance.Finding;
import io.quietcopy.conformance.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Is the suite any good? It has to find the engine that loses tails, and to say how. */
class TailLosingEngineTest {
    @Test
    void losesBytes(@TempDir Path folder) throws Exception {
        try (ConformanceRun run = ConformanceRun.of(new TailLosingEngineProvider())
                .folder(folder)
                .onlyRules(Set.of("E-BYTES-1"))
                .tries(1)
                .start()) {
            ConformanceReport report = run.execute(result -> {});
            List<String> broken = report.withVerdict(Verdict.FAIL).stream()
                    .map(result -> result.rule().id())
                    .toList();
            assertEquals(List.of("E-BYTES-1"), broken);
            Finding finding = report.rule("E-BYTES-1").findings().get(0);
            System.out.println(finding);
        }
    }
}
