package io.quietcopy.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.quietcopy.CopierConfig;
import io.quietcopy.CopyCancelledException;
import io.quietcopy.CopyException;
import io.quietcopy.CopyRefusedException;
import io.quietcopy.EngineInfo;
import io.quietcopy.EngineInfo.State;
import io.quietcopy.ErrorCode;
import io.quietcopy.spi.Availability;
import io.quietcopy.spi.Capability;
import io.quietcopy.spi.CopyEngine;
import io.quietcopy.spi.CopyEngineProvider;
import io.quietcopy.spi.EngineSettings;
import io.quietcopy.spi.SettingSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineRegistryTest {
    private static final List<String> AUTO = List.of("auto");

    @Test
    void automatic_choice_goes_by_falling_priority_then_by_id() throws CopyException {
        try (EngineRegistry registry = registry(
                new StubProvider("low", -5),
                new StubProvider("b", 10),
                new StubProvider("a", 10),
                new StubProvider("high", Integer.MAX_VALUE),
                new StubProvider("lowest", Integer.MIN_VALUE))) {
            assertThat(registry.candidates(AUTO))
                    .extracting(Candidate::id)
                    .containsExactly("high", "a", "b", "low", "lowest");
            assertThat(registry.candidates(AUTO))
                    .allMatch(candidate -> candidate.engine().isPresent());
            assertThat(registry.engines())
                    .extracting(EngineInfo::id)
                    .containsExactly("high", "a", "b", "low", "lowest");
        }
    }

    @Test
    void automatic_choice_names_the_unusable_with_their_reasons() throws CopyException {
        StubProvider unavailable = new StubProvider("native", 100).availability(Availability.unavailable("no Linux"));
        try (EngineRegistry registry = registry(new StubProvider("dd", 1), unavailable)) {
            assertThat(registry.candidates(AUTO))
                    .extracting(Candidate::id, c -> c.engine().isPresent(), Candidate::reason)
                    .containsExactly(tuple("native", false, "no Linux"), tuple("dd", true, ""));
            assertThat(unavailable.made).isEmpty();
        }
    }

    @Test
    void named_engines_come_in_the_order_of_their_names_and_no_other() throws CopyException {
        try (EngineRegistry registry =
                registry(new StubProvider("a", 1), new StubProvider("b", 2), new StubProvider("c", 3))) {
            assertThat(registry.candidates(List.of("a", "c")))
                    .extracting(Candidate::id)
                    .containsExactly("a", "c");
        }
    }

    @Test
    void an_engine_that_is_not_there_is_a_candidate_with_a_reason() throws CopyException {
        try (EngineRegistry registry = registry(new StubProvider("native", 1))) {
            assertThat(registry.candidates(List.of("natvie", "dd")))
                    .containsExactly(
                            new Candidate(
                                    "natvie", Optional.empty(), "it is not on the class path; did you mean native?"),
                            new Candidate("dd", Optional.empty(), "it is not on the class path"));
        }
    }

    @Test
    void an_engine_is_probed_and_made_once_even_by_many_threads() {
        StubProvider provider = new StubProvider("dd", 1);
        try (EngineRegistry registry = registry(provider)) {
            List<CompletableFuture<CopyEngine>> selections = IntStream.range(0, 16)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> engine(registry, "dd")))
                    .toList();
            assertThat(selections.stream().map(CompletableFuture::join).distinct())
                    .hasSize(1);
            assertThat(registry.engines()).hasSize(1);
            assertThat(provider.probes).hasValue(1);
            assertThat(provider.made).hasSize(1);
        }
    }

    @Test
    void nothing_is_probed_before_somebody_wants_to_know() throws CopyException {
        StubProvider wanted = new StubProvider("dd", 1);
        StubProvider other = new StubProvider("other", 2);
        try (EngineRegistry registry = registry(wanted, other)) {
            assertThat(wanted.probes).hasValue(0);
            assertThat(registry.candidates(List.of("dd"))).hasSize(1);
            assertThat(wanted.probes).hasValue(1);
            assertThat(other.probes).hasValue(0);
        }
    }

    @Test
    void closing_closes_what_was_made_once_and_nothing_is_made_afterwards() {
        StubProvider used = new StubProvider("used", 1);
        StubProvider unused = new StubProvider("unused", 1);
        EngineRegistry registry = registry(used, unused);
        StubEngine engine = (StubEngine) engine(registry, "used");

        registry.close();
        registry.close();

        assertThat(engine.closed).hasValue(1);
        assertThatThrownBy(() -> registry.candidates(AUTO))
                .isInstanceOfSatisfying(
                        CopyCancelledException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COPIER_CLOSED));
        assertThat(registry.engines()).extracting(EngineInfo::state).containsOnly(State.AVAILABLE);
        assertThat(unused.made).isEmpty();
    }

    @Test
    void an_engine_that_fails_at_closing_keeps_no_other_open() {
        StubProvider good = new StubProvider("good", 1);
        EngineRegistry registry = registry(
                new StubProvider("bad", 2) {
                    @Override
                    public CopyEngine create(EngineSettings settings) {
                        return new StubEngine(settings, Set.of()) {
                            @Override
                            public void close() {
                                throw new IllegalStateException("stuck");
                            }
                        };
                    }
                },
                good);
        assertThat(engine(registry, "bad")).isNotNull();
        StubEngine engine = (StubEngine) engine(registry, "good");
        registry.close();
        assertThat(engine.closed).hasValue(1);
    }

    @Test
    void a_row_tells_all_there_is_to_know() {
        StubProvider provider = new StubProvider("dd", 7)
                .availability(Availability.available("GNU dd 9.1"))
                .capabilities(Capability.ZERO_DETECTION, Capability.DIGEST)
                .settings(SettingSpec.of("executable", "dd", "a path", "The program to run.", value -> {}));
        try (EngineRegistry registry = registry(provider)) {
            EngineInfo row = registry.engines().get(0);
            assertThat(row.id()).isEqualTo("dd");
            assertThat(row.className()).isEqualTo(StubProvider.class.getName());
            assertThat(row.location()).endsWith("test-classes");
            assertThat(row.version()).isEmpty();
            assertThat(row.priority()).isEqualTo(7);
            assertThat(row.state()).isEqualTo(State.AVAILABLE);
            assertThat(row.reason()).isEqualTo("GNU dd 9.1");
            assertThat(row.capabilities()).containsExactly("digest", "zero-detection");
            assertThat(row.settings()).containsExactly("quietcopy.engine.dd.executable = dd: The program to run.");
        }
    }

    @Test
    void two_providers_of_one_id_refuse_the_selections_they_concern_and_no_other() throws CopyException {
        try (EngineRegistry registry =
                registry(new StubProvider("twin", 5), new StubProvider("twin", 6) {}, new StubProvider("dd", 1))) {
            for (List<String> wanted : List.of(AUTO, List.of("dd", "twin"))) {
                CopyRefusedException refusal =
                        catchThrowableOfType(CopyRefusedException.class, () -> registry.candidates(wanted));
                assertThat(refusal.code()).isEqualTo(ErrorCode.ENGINE_DUPLICATE);
                assertThat(refusal)
                        .hasMessageContaining("there are 2 engines with the id twin: class ")
                        .hasMessageContaining("class " + StubProvider.class.getName() + " in ")
                        .hasMessageContaining("class " + getClass().getName() + "$");
            }
            assertThat(registry.candidates(List.of("dd")).get(0).engine()).isPresent();
            assertThat(rows(registry, "twin"))
                    .hasSize(2)
                    .allMatch(
                            row -> row.state() == State.BROKEN && row.reason().contains("2 engines with the id twin"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DD", "1dd", "d d", "dd.x", "auto", "-dd", "d\u00fc", "a\nb"})
    void an_id_must_be_a_lower_case_word_other_than_auto(String id) {
        try (EngineRegistry registry = registry(new StubProvider(id, 5), new StubProvider("good", 1))) {
            EngineInfo row = row(registry, StubProvider.class.getName());
            assertThat(row.state()).isEqualTo(State.BROKEN);
            assertThat(row.reason()).startsWith("its id \"").doesNotContain("\n");
            assertThat(row(registry, "good").state()).isEqualTo(State.AVAILABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, CopyEngineProvider.SPI_LEVEL + 1, Integer.MAX_VALUE})
    void a_level_that_the_library_does_not_know_is_incompatible(int level) throws CopyException {
        StubProvider provider = new StubProvider("future", 5) {
            @Override
            public int spiLevel() {
                return level;
            }

            @Override
            public int priority() {
                throw new AssertionError("not to be called");
            }
        };
        try (EngineRegistry registry = registry(provider)) {
            EngineInfo row = row(registry, "future");
            assertThat(row.state()).isEqualTo(State.INCOMPATIBLE);
            assertThat(row.reason())
                    .isEqualTo("it was built for SPI level " + level + ", and this library takes levels 1 to 1");
            assertThat(row.priority()).isZero();
            assertThat(registry.candidates(List.of("future")).get(0).engine()).isEmpty();
        }
    }

    private static final List<Throwable> FAULTS = List.of(
            new IllegalStateException("oops"),
            new UnsatisfiedLinkError("no such library"),
            new NoClassDefFoundError("gone/Gone"),
            new StackOverflowError(),
            new AssertionError("wrong"),
            new ServiceConfigurationError("odd"),
            new ExceptionInInitializerError(new IllegalStateException("in it")));

    @Test
    void whatever_any_method_throws_is_one_broken_row_and_hurts_no_other() {
        for (Throwable fault : FAULTS) {
            for (String method :
                    List.of("id", "spiLevel", "priority", "settings", "availability", "create", "capabilities")) {
                try (EngineRegistry registry =
                        registry(new FaultyProvider(method, fault), new StubProvider("good", 1))) {
                    EngineInfo row = row(registry, method.equals("id") ? FaultyProvider.class.getName() : "faulty");
                    assertThat(row.state()).as(method).isEqualTo(State.BROKEN);
                    String shown = fault instanceof ExceptionInInitializerError
                            ? "java.lang.IllegalStateException: in it in a class initialiser"
                            : fault.toString();
                    assertThat(row.reason()).isEqualTo(method + "() threw " + shown);
                    assertThat(row.capabilities()).isEmpty();
                    assertThat(row(registry, "good").state()).isEqualTo(State.AVAILABLE);
                }
            }
        }
    }

    @Test
    void a_method_that_the_engine_was_built_without_means_an_older_spi() {
        for (String method : List.of("spiLevel", "priority", "settings", "availability", "create", "capabilities")) {
            try (EngineRegistry registry =
                    registry(new FaultyProvider(method, new AbstractMethodError("Faulty." + method)))) {
                EngineInfo row = row(registry, "faulty");
                assertThat(row.state()).as(method).isEqualTo(State.INCOMPATIBLE);
                assertThat(row.reason())
                        .startsWith("it was built against an older SPI: ")
                        .endsWith("Faulty." + method);
            }
        }
    }

    @Test
    void a_failing_java_machine_is_not_an_engines_fault() {
        assertThatThrownBy(() -> registry(new FaultyProvider("priority", new OutOfMemoryError("test"))))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void null_is_no_answer() {
        for (String method : List.of("id", "settings", "availability", "create", "capabilities")) {
            try (EngineRegistry registry = registry(new NullProvider(method))) {
                EngineInfo row = row(registry, method.equals("id") ? NullProvider.class.getName() : "nothing");
                assertThat(row.state()).as(method).isEqualTo(State.BROKEN);
                assertThat(row.reason()).isEqualTo(method + "() returned null");
            }
        }
    }

    @Test
    void an_engine_whose_capabilities_fail_is_closed_again() {
        FaultyProvider faulty = new FaultyProvider("capabilities", new IllegalStateException());
        try (EngineRegistry registry = registry(faulty)) {
            assertThat(row(registry, "faulty").state()).isEqualTo(State.BROKEN);
            assertThat(faulty.made)
                    .singleElement()
                    .satisfies(engine -> assertThat(engine.closed).hasValue(1));
        }
    }

    @Test
    void settings_must_be_declared_properly() {
        SettingSpec good = SettingSpec.of("nice", "0", "a number", "How nice.", value -> {});
        SettingSpec malformed = SettingSpec.of("Nice", "0", "a number", "How nice.", value -> {});
        for (StubProvider provider : List.of(
                new StubProvider("dd", 1).settings(malformed), new StubProvider("dd", 1).settings(good, good))) {
            try (EngineRegistry registry = registry(provider)) {
                assertThat(row(registry, "dd").state()).isEqualTo(State.BROKEN);
                assertThat(row(registry, "dd").reason()).contains("that is malformed or a repetition");
            }
        }
    }

    private static EngineRegistry registry(CopyEngineProvider... providers) {
        return EngineRegistry.of(CopierConfig.defaults(), Arrays.asList(providers));
    }

    private static CopyEngine engine(EngineRegistry registry, String id) {
        try {
            return registry.candidates(List.of(id)).get(0).engine().orElseThrow();
        } catch (CopyException e) {
            throw new AssertionError(e);
        }
    }

    private static EngineInfo row(EngineRegistry registry, String id) {
        return rows(registry, id).get(0);
    }

    private static List<EngineInfo> rows(EngineRegistry registry, String id) {
        List<EngineInfo> rows = new ArrayList<>(registry.engines());
        rows.removeIf(row -> !row.id().equals(id));
        assertThat(rows).as("rows of " + id).isNotEmpty();
        return rows;
    }
}
