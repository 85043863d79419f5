package io.quietcopy.conformance;

import io.quietcopy.conformance.internal.waiver.WaiverException;
import io.quietcopy.conformance.internal.waiver.Waivers;
import io.quietcopy.spi.CopyEngineProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

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
     * Returns the file that names the rules which the engine is known to break, one a line: rule, last day on which the waiver
     * counts, link, reason. A waived rule is tested all the same: what breaks it is shown as skipped, and if it holds, the last
     * test fails.
     *
     * @return the file, or empty: nothing is waived; never null
     */
    protected Optional<Path> waivers() {
        return Optional.empty();
    }

    /**
     * Returns the folder that the reports go into. The system property {@code quietcopy.conformance.report} sets it, too.
     *
     * @return the folder, which is made if need be, or empty: there are no reports; never null
     */
    protected Optional<Path> report() {
        return Optional.ofNullable(System.getProperty("quietcopy.conformance.report"))
                .map(Path::of);
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
     * @throws IOException if the folder cannot be written to, or the waivers cannot be read
     */
    @TestFactory
    Stream<DynamicNode> conformance() throws IOException {
        Waivers waivers = readWaivers();
        CopyEngineProvider provider = provider();
        ConformanceRun started = configure(ConformanceRun.of(provider)
                        .settings(settings())
                        .folder(folder())
                        .devices(devices())
                        .tries(tries()))
                .start();
        run = started;
        return new DynamicTests(started, provider, waivers, report().orElse(null)).stream();
    }

    private Waivers readWaivers() throws IOException {
        Optional<Path> file = waivers();
        try {
            return file.isEmpty() ? Waivers.none() : Waivers.read(file.get());
        } catch (WaiverException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
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
