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
 * The conformance suite as a JUnit 5 test: a subclass names its engine, and has a test for each behaviour in each place.
 *
 * <pre>{@code
 * class MyEngineConformanceTest extends CopyEngineConformance {
 *     @Override
 *     protected CopyEngineProvider provider() {
 *         return new MyEngineProvider();
 *     }
 * }
 * }</pre>
 *
 * <p><b>What it is worth.</b> A correct engine passes everywhere, and a wrong one fails with the {@linkplain Rule rule} that it
 * broke, the copy that showed it, and the first wrong byte. The copy is a line of text, made as simple as it can be with the rule
 * still broken, and {@link ConformanceRun#replay} makes it again:
 *
 * <pre>{@code
 * E-BYTES-2 (No other byte changes): a byte outside the ranges has changed
 *   first wrong byte: target as it lies on the storage at 4097 (0x1001), expected 5d 01 ..., found 00 00 ..., which is zero
 *   --replay 'windows@loop512 to=loop512 ranges=0>4096:1'
 * }</pre>
 *
 * <p><b>How it looks.</b> The suite plays the library. It makes source and target, opens a session, gives permits, believes nothing,
 * and afterwards judges all that can be seen from outside, after every single copy:
 *
 * <pre>{@code
 *   check ──> generator ──> copy case ──> trial ──> engine ──> evidence ──> rule table ──> report
 *                (jqwik draws, shrinks)     │  ▲
 *                                           │  └─ control and books, file events, page cache, allocated blocks,
 *                                           │     descriptors, threads, children, source and target byte by byte
 *                                           └──── files, loop devices of 512 and 4096, a storage model that fails
 * }</pre>
 *
 * <ul>
 *   <li>A <em>check</em> shows one behaviour. It chooses copies, and names the rules that it proves.
 *   <li>A <em>copy case</em> is everything about one copy, as a value: pieces of the source, ranges, what the target held before,
 *       policies, and what happens meanwhile. The same case makes the same copy.
 *   <li>A <em>trial</em> makes that copy and holds it against every rule, whatever the check is about. So an engine that leaks a
 *       descriptor only when it is cancelled is found by the check of cancelling, which knows nothing of descriptors.
 *   <li>A rule counts as kept only if a trial has put it to the test: one that would have shown it broken. What no trial came near
 *       is NOT VERIFIED, what this machine or this engine cannot show is SKIPPED with the reason, and neither is a pass.
 * </ul>
 *
 * <p><b>What it does not do.</b> It trusts no clock: what must go on "while the storage answers" is measured in what the storage
 * model has served meanwhile, and seconds are only bounds against a hang. It mocks nothing of the library. It does not test the
 * library itself, except that a last group of checks runs the engine under the real {@link io.quietcopy.Copier}.
 *
 * <p><b>What it needs.</b> Linux. Most checks run as any user; devices, mounts and the storage model need root, and are skipped
 * visibly without. The tests run one after another, in a JVM that does nothing else meanwhile: threads, descriptors and children of
 * the whole process are counted.
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
