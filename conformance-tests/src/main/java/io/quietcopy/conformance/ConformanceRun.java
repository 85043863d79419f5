package io.quietcopy.conformance;

import io.quietcopy.conformance.internal.check.Check;
import io.quietcopy.conformance.internal.check.CheckEffort;
import io.quietcopy.conformance.internal.check.Checks;
import io.quietcopy.conformance.internal.model.CaseText;
import io.quietcopy.conformance.internal.model.EnumText;
import io.quietcopy.conformance.internal.place.Place;
import io.quietcopy.conformance.internal.place.Workshop;
import io.quietcopy.conformance.internal.run.RuleTable;
import io.quietcopy.conformance.internal.run.Runner;
import io.quietcopy.conformance.internal.trial.Patience;
import io.quietcopy.conformance.internal.trial.Subject;
import io.quietcopy.spi.CopyEngineProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A run of the suite on one engine: the way in for programs.
 *
 * <pre>{@code
 * try (ConformanceRun run = ConformanceRun.of(new MyEngineProvider()).folder(folder).start()) {
 *     ConformanceReport report = run.execute(result -> System.out.println(result));
 *     System.exit(report.outcome() == ConformanceReport.Outcome.PASSED ? 0 : 1);
 * }
 * }</pre>
 *
 * <p>Steps run one after another, in one JVM that tests nothing else meanwhile: threads, descriptors and children are counted.
 * Not thread-safe.
 */
public final class ConformanceRun implements AutoCloseable {
    private final Subject subject;
    private final Workshop workshop;
    private final Runner runner;
    private final Builder settings;
    private final List<Step> steps;
    private final List<CheckResult> results = new ArrayList<>();
    private final Instant started = Instant.now();
    private final long begin = System.nanoTime();

    private ConformanceRun(Builder settings, Subject subject, Workshop workshop) throws IOException {
        this.settings = settings;
        this.subject = subject;
        this.workshop = workshop;
        runner = new Runner(
                subject,
                workshop,
                new CheckEffort(settings.tries, settings.seed, settings.shrinks, Duration.ofSeconds(20)));
        steps = Checks.all().stream()
                .flatMap(check -> check.places().stream().map(place -> new Step(check, place)))
                .filter(step -> settings.selected.test(step))
                .toList();
    }

    /**
     * Starts to describe a run.
     *
     * @param provider the engine's provider, never null
     * @return a builder, never null
     */
    public static Builder of(CopyEngineProvider provider) {
        return new Builder(provider);
    }

    /**
     * Returns what there is to do.
     *
     * @return each check in each place, in the order in which they should run, never null
     */
    public List<Step> steps() {
        return steps;
    }

    /**
     * Does all that there is to do.
     *
     * @param listener hears of each result as soon as it is there, never null
     * @return the report, never null
     */
    public ConformanceReport execute(Consumer<CheckResult> listener) {
        for (Step step : steps) {
            listener.accept(step.execute());
        }
        return report();
    }

    /**
     * Tries again what a finding says to replay.
     *
     * @param text the text of {@link Finding#replay()}, never null
     * @return the result, never null
     * @throws IllegalArgumentException if the text is none, with what is wrong
     */
    public CheckResult replay(String text) {
        String[] words = text.strip().split("\\s+", 2);
        int at = words[0].indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException(words[0] + " is not of the form check@place");
        }
        String id = words[0].substring(0, at);
        Place place = EnumText.parse(Place.class, words[0].substring(at + 1));
        Check check = Checks.all().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no check " + id));
        CheckResult result =
                words.length == 1 ? runner.run(check, place) : runner.replay(check, place, CaseText.parse(words[1]));
        results.add(result);
        return result;
    }

    /**
     * Returns what has been found so far. Rules of steps that have not been executed are not verified.
     *
     * @return the report, never null
     */
    public ConformanceReport report() {
        CopyEngineProvider provider = subject.provider();
        return ConformanceReport.builder(provider.id(), provider.getClass().getName())
                .capabilities(subject.capabilities())
                .surroundings(surroundings())
                .times(started, Duration.ofNanos(System.nanoTime() - begin))
                .results(RuleTable.of(results, subject.capabilities(), runner.noDirect()), results)
                .build();
    }

    private Map<String, String> surroundings() {
        Map<String, String> texts = new TreeMap<>();
        texts.put("folder", settings.folder.toString());
        try {
            texts.put("file-system", workshop.fileSystemType());
        } catch (IOException e) {
            texts.put("file-system", "unknown: " + e.getMessage());
        }
        texts.put("devices", settings.devices.toString());
        texts.put("kernel", System.getProperty("os.version"));
        texts.put("java", System.getProperty("java.vm.version"));
        texts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        texts.put("tries", Integer.toString(settings.tries));
        texts.put("seed", Long.toString(settings.seed));
        texts.put("settings", subject.givenSettings().toString());
        return texts;
    }

    @Override
    public void close() throws IOException {
        runner.close();
        workshop.close();
    }

    /** One check in one place. */
    public final class Step {
        private final Check check;
        private final Place place;

        private Step(Check check, Place place) {
            this.check = check;
            this.place = place;
        }

        /**
         * Returns the check's id.
         *
         * @return lower-case words joined by hyphens, never null
         */
        public String id() {
            return check.id();
        }

        /**
         * Returns what the check shows.
         *
         * @return a clause for people, never null
         */
        public String title() {
            return check.title();
        }

        /**
         * Returns where it runs.
         *
         * @return for example {@code files} or {@code loop4096}, never null
         */
        public String place() {
            return place.toString();
        }

        /**
         * Returns the ids of the rules that the check proves.
         *
         * @return the ids, the one first that it is mostly about, never null
         */
        public List<String> rules() {
            return check.rules();
        }

        /**
         * Runs the check in the place.
         *
         * @return the result, which also goes into the run's report, never null
         */
        public CheckResult execute() {
            CheckResult result = runner.run(check, place);
            results.add(result);
            return result;
        }

        @Override
        public String toString() {
            return check.id() + '@' + place;
        }
    }

    /** Collects what a run needs to know. Not thread-safe. */
    public static final class Builder {
        private static final int USUAL_TRIES = 12;
        private static final int USUAL_SHRINKS = 150;

        private final CopyEngineProvider provider;
        private Map<String, String> engineSettings = Map.of();
        private Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        private List<Path> devices = List.of();
        private int tries = USUAL_TRIES;
        private int shrinks = USUAL_SHRINKS;
        private long seed = 1;
        private Duration patience = Patience.USUAL.standstill();
        private Predicate<Step> selected = step -> true;

        private Builder(CopyEngineProvider provider) {
            this.provider = Objects.requireNonNull(provider, "provider");
        }

        /**
         * Sets values of the engine's settings.
         *
         * @param values values by name, without the engine's prefix, never null
         * @return this
         */
        public Builder settings(Map<String, String> values) {
            engineSettings = Objects.requireNonNull(values, "values");
            return this;
        }

        /**
         * Sets the folder under test: its file system is what the engine is tested on. Without this it is the JVM's folder for
         * temporary files.
         *
         * @param value an existing folder, never null
         * @return this
         */
        public Builder folder(Path value) {
            folder = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Adds block devices to be tested on. Everything on them is destroyed.
         *
         * @param value the devices, never null
         * @return this
         */
        public Builder devices(List<Path> value) {
            devices = List.copyOf(value);
            return this;
        }

        /**
         * Sets how many random copies each check tries in each place, beside the ones that it tries in any case.
         *
         * @param value at least 0
         * @return this
         * @throws IllegalArgumentException if it is less than 0
         */
        public Builder tries(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("there are no " + value + " tries");
            }
            tries = value;
            return this;
        }

        /**
         * Sets how many simpler copies are tried at most for one that shows a rule broken, to find the simplest that does. With 0
         * the copy is reported as it was.
         *
         * @param value at least 0
         * @return this
         * @throws IllegalArgumentException if it is less than 0
         */
        public Builder shrinks(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("there are no " + value + " simpler copies");
            }
            shrinks = value;
            return this;
        }

        /**
         * Sets the number from which all random choices follow. Without this it is always the same.
         *
         * @param value any number
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets after how long a copy of which nothing is heard has come to a standstill. Other times that an engine is given, to
         * end its threads for example, are longer or shorter in proportion. Without this it is 20 seconds, which suits a busy
         * machine.
         *
         * @param value more than nothing
         * @return this
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder patience(Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException("nobody can wait for " + value);
            }
            patience = value;
            return this;
        }

        /**
         * Selects checks by the rules that they prove.
         *
         * @param ids ids of rules, never null
         * @return this
         * @throws IllegalArgumentException if there is no such rule
         */
        public Builder onlyRules(Set<String> ids) {
            ids.forEach(Rule::of);
            return only(step -> step.rules().stream().anyMatch(ids::contains));
        }

        /**
         * Selects checks. Several selections have all to be met.
         *
         * @param which tells whether a step is wanted, never null
         * @return this
         */
        public Builder only(Predicate<Step> which) {
            selected = selected.and(Objects.requireNonNull(which, "which"));
            return this;
        }

        /**
         * Prepares the run: looks at the engine, and makes a folder for everything that will be made.
         *
         * @return the run, never null; to be closed
         * @throws IllegalArgumentException if the engine has no such setting, or does not accept the value
         * @throws IllegalStateException if the engine is not available on this machine, with the reason
         * @throws IOException if the folder cannot be written to
         */
        public ConformanceRun start() throws IOException {
            Subject subject = Subject.of(provider, engineSettings, new Patience(patience));
            ConformanceRun run = new ConformanceRun(this, subject, Workshop.in(folder, devices));
            try {
                run.runner.warmUp();
                return run;
            } catch (IOException | RuntimeException e) {
                run.close();
                throw e;
            }
        }
    }
}
