package io.quietcopy.conformance;

import io.quietcopy.spi.CopyEngineProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * The conformance suite as a JUnit 5 test: a subclass names its engine, and has a test for each behaviour.
 *
 * <pre>{@code
 * class MyEngineConformanceTest extends CopyEngineConformance {
 *     @Override
 *     protected CopyEngineProvider provider() {
 *         return new MyEngineProvider();
 *     }
 * }
 * }</pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CopyEngineConformance {
    private @Nullable ConformanceRun run;

    /** Makes the test. */
    protected CopyEngineConformance() {}

    /**
     * Returns the engine to be tested.
     *
     * @return its provider, never null
     */
    protected abstract CopyEngineProvider provider();

    /**
     * Returns values of the engine's settings that differ from the defaults.
     *
     * @return values by name, without the engine's prefix, never null
     */
    protected Map<String, String> settings() {
        return Map.of();
    }

    /**
     * Returns the folder whose file system the engine is tested on.
     *
     * @return an existing folder, never null
     */
    protected Path folder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /**
     * Returns block devices that the engine is tested on, and that are overwritten.
     *
     * @return the devices, never null
     */
    protected List<Path> devices() {
        return List.of();
    }

    /**
     * Returns how many random copies each check tries in each place. The system property {@code quietcopy.conformance.tries}
     * sets it, too.
     *
     * @return at least 0
     */
    protected int tries() {
        return Integer.getInteger("quietcopy.conformance.tries", 12);
    }

    /**
     * Changes the run before it starts.
     *
     * @param builder the run as the other methods describe it, never null
     * @return the run as it shall be, never null
     */
    protected ConformanceRun.Builder configure(ConformanceRun.Builder builder) {
        return builder;
    }

    /**
     * Returns the tests: one for each check in each place, and at last one that looks for rules that were not verified.
     *
     * @return the tests, never null
     * @throws IOException if the folder cannot be written to
     */
    @TestFactory
    Stream<DynamicNode> conformance() throws IOException {
        ConformanceRun started = configure(ConformanceRun.of(provider())
                        .settings(settings())
                        .folder(folder())
                        .devices(devices())
                        .tries(tries()))
                .start();
        run = started;
        Map<String, List<ConformanceRun.Step>> byCheck = new LinkedHashMap<>();
        started.steps()
                .forEach(step -> byCheck.computeIfAbsent(step.id(), id -> new ArrayList<>())
                        .add(step));
        Stream<DynamicNode> checks = byCheck.values().stream().map(CopyEngineConformance::container);
        return Stream.concat(
                checks, Stream.of(DynamicTest.dynamicTest("every rule was put to the test", () -> complete(started))));
    }

    private static DynamicNode container(List<ConformanceRun.Step> steps) {
        ConformanceRun.Step first = steps.get(0);
        String name = first.id() + ": " + first.title() + ' ' + first.rules();
        return DynamicContainer.dynamicContainer(
                name,
                steps.stream()
                        .map(step -> DynamicTest.dynamicTest(
                                step + " " + step.rules(), () -> assertPassed(step.execute()))));
    }

    private static void assertPassed(CheckResult result) {
        switch (result.verdict()) {
            case PASS, NOT_TESTABLE -> {}
            case SKIPPED -> throw new TestAbortedException(result.reason());
            case NOT_VERIFIED -> throw new AssertionFailedError("NOT VERIFIED: " + result.reason());
            case FAIL ->
                throw new AssertionFailedError(
                        result.findings().stream().map(Finding::toString).collect(Collectors.joining("\n", "\n", "")));
        }
    }

    private static void complete(ConformanceRun run) {
        List<RuleResult> missing = run.report().missing();
        if (!missing.isEmpty()) {
            throw new AssertionFailedError(missing.stream()
                    .map(RuleResult::toString)
                    .collect(Collectors.joining("\n", "NOT VERIFIED, so this is no pass:\n", "")));
        }
    }

    /**
     * Removes what was made for the tests.
     *
     * @throws IOException if that fails
     */
    @AfterAll
    void close() throws IOException {
        ConformanceRun started = run;
        if (started != null) {
            run = null;
            started.close();
        }
    }
}
