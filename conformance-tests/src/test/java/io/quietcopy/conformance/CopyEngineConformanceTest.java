package io.quietcopy.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.quietcopy.conformance.internal.command.BadIdEngineProvider;
import io.quietcopy.spi.CopyEngineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The suite as a JUnit test: what a broken, a waived and an outdated rule look like there. */
class CopyEngineConformanceTest {
    private static final String BROKEN = "E-PROVIDER-2";

    @TempDir
    static Path folder;

    /** Runs two quick checks on an engine with a bad id. Not found by itself, since its name does not end in Test. */
    static class BadIdSuite extends CopyEngineConformance {
        static String waivers = "";

        @Override
        protected CopyEngineProvider provider() {
            return new BadIdEngineProvider();
        }

        @Override
        protected Optional<Path> waivers() {
            try {
                return Optional.of(Files.writeString(folder.resolve("waivers.txt"), waivers));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected Optional<Path> report() {
            return Optional.of(folder.resolve("reports"));
        }

        @Override
        protected ConformanceRun.Builder configure(ConformanceRun.Builder builder) {
            return builder.only(step -> List.of("provider-id", "provider-level").contains(step.id()));
        }
    }

    private static EngineExecutionResults run(String waivers) {
        BadIdSuite.waivers = waivers;
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(BadIdSuite.class))
                .execute();
    }

    private static List<String> failures(EngineExecutionResults results) {
        return results.testEvents().failed().stream()
                .map(event -> event.getTestDescriptor().getDisplayName() + " "
                        + event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow()
                                .getMessage())
                .toList();
    }

    @Test
    void aBrokenRuleIsAFailedTestAndARunThatIsNotWholeAnother() {
        EngineExecutionResults results = run("");
        assertThat(failures(results)).hasSize(2);
        assertThat(failures(results).get(0))
                .startsWith("provider-id@own [E-PROVIDER-2] ")
                .contains(BROKEN);
        assertThat(failures(results).get(1))
                .startsWith("every rule was put to the test NOT VERIFIED, so this is no pass: E-")
                .doesNotContain(BROKEN, "FAIL: ");
        assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
        assertThat(folder.resolve("reports/report.html")).content().contains("The id is a word");
        assertThat(folder.resolve("reports/report.json")).content().contains("\"outcome\": \"failed\"");
    }

    @Test
    void aWaivedRuleIsShownAsSkipped() {
        EngineExecutionResults results = run(BROKEN + " 9999-12-31 https://example.org/1 old\n");
        assertThat(failures(results))
                .hasSize(1)
                .allSatisfy(failure -> assertThat(failure)
                        .startsWith("every rule was put to the test")
                        .doesNotContain("FAIL: "));
        assertThat(results.testEvents().aborted().count()).isEqualTo(1);
    }

    @Test
    void aWaiverOfWhatHoldsFailsTheLastTest() {
        assertThat(failures(run("E-PROVIDER-3 9999-12-31 https://example.org/1 old\n")))
                .hasSize(2)
                .anySatisfy(failure -> assertThat(failure)
                        .contains("FAIL: E-PROVIDER-3 ")
                        .contains("it is waived but passes now: remove the waiver waivers.txt:1"));
    }

    @Test
    void anExpiredWaiverCountsNoMore() {
        assertThat(failures(run(BROKEN + " 2020-12-31 https://example.org/1 old\n")))
                .hasSize(2)
                .anySatisfy(failure -> assertThat(failure).startsWith("provider-id@own"));
    }

    @Test
    void waiversThatCannotBeReadRunNothing() {
        EngineExecutionResults results = run("E-PROVIDER-2 soon\n");
        assertThat(results.testEvents().started().count()).isZero();
        assertThat(results.containerEvents().failed().stream()
                        .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow()
                                .getMessage()))
                .singleElement()
                .asString()
                .startsWith("waivers.txt:1: there are 2 fields where 4 are needed");
    }
}
