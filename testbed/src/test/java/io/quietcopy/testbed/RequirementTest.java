package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class RequirementTest {

    @ParameterizedTest
    @EnumSource
    void isThereOrSaysWhatIsMissing(Requirement requirement) {
        Optional<String> missing = requirement.missing();

        missing.ifPresent(text -> assertThat(text).startsWith("needs ").hasSizeGreaterThan("needs ".length()));
        assertThat(requirement.missing()).as("looked at once").isEqualTo(missing);
    }

    @Test
    void missingThingsSkipTheTestAndAreNamed() {
        assertThat(Requirement.refusal(false, List.of("needs root", "needs strace (Debian package strace)")))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("needs root, needs strace (Debian package strace)");
    }

    @Test
    void missingThingsFailTheTestWhereNothingMayBeSkipped() {
        assertThatCode(() -> {
                    throw Requirement.refusal(true, List.of("needs root"));
                })
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage("needs root, and QUIETCOPY_TESTS_REQUIRE_ALL is set");
    }

    @Test
    void nothingRequiredIsAlwaysThere() {
        assertThatCode(Requirement::require).doesNotThrowAnyException();
    }

    @Test
    void theUnusualDdsAreToldApart() {
        Requirement.require(Requirement.GNU_DD, Requirement.RUST_COREUTILS, Requirement.BUSYBOX);

        assertThat(Executables.gnuDd()).isNotEqualTo(Executables.rustDd());
        assertThat(Executables.rustDd().orElseThrow()).exists();
        assertThat(Executables.busybox().orElseThrow()).exists();
        assertThat(Executables.find("no-such-program")).isEmpty();
    }
}
