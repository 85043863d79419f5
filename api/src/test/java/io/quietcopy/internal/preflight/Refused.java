package io.quietcopy.internal.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyRefusedException;
import io.quietcopy.CopyRequest;
import io.quietcopy.ErrorCode;
import io.quietcopy.GuardPolicy;
import io.quietcopy.TargetMode;
import io.quietcopy.TargetState;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.Host;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Checks requests, and asserts what every refusal has in common. */
final class Refused {
    static final Host HERE = Host.local(Optional.empty());

    private final CopyRefusedException refusal;

    private Refused(CopyRefusedException refusal) {
        this.refusal = refusal;
    }

    static CopyRequest request(Path source, Path target, TargetMode mode) {
        return CopyRequest.from(source, target).mode(mode).build();
    }

    /** Checks a request that is in order. */
    static CheckedCopy accepted(Path source, Path target, TargetMode mode) throws IOException {
        return accepted(request(source, target, mode), HERE);
    }

    static CheckedCopy accepted(CopyRequest request, Host host) throws IOException {
        TargetSnapshot before = TargetSnapshot.of(request.target());
        CheckedCopy copy = Preflight.check(request, ZeroPolicy.SPARSE, GuardPolicy.REFUSE, host);
        before.assertUntouched();
        return copy;
    }

    /** Checks a request that must be refused, and that the target stays as it is. */
    static Refused by(Path source, Path target, TargetMode mode) throws IOException {
        return by(request(source, target, mode), HERE);
    }

    static Refused by(CopyRequest request, Host host) throws IOException {
        return by(request, ZeroPolicy.SPARSE, GuardPolicy.REFUSE, host);
    }

    static Refused by(CopyRequest request, ZeroPolicy zeroes, GuardPolicy guard, Host host) throws IOException {
        TargetSnapshot before = TargetSnapshot.of(request.target());
        Refused refused = when(() -> Preflight.check(request, zeroes, guard, host));
        before.assertUntouched();
        return refused;
    }

    static Refused when(ThrowingCallable check) {
        CopyRefusedException refusal = catchThrowableOfType(CopyRefusedException.class, check);
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal.phase()).contains(CopyPhase.PREFLIGHT);
        assertThat(refusal.targetState()).isEqualTo(TargetState.UNTOUCHED);
        assertThat(refusal.problem()).doesNotEndWith(".");
        assertThat(refusal.remedy()).endsWith(".");
        return new Refused(refusal);
    }

    Refused with(ErrorCode code) {
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        return this;
    }

    Refused saying(String... parts) {
        assertThat(refusal.problem()).contains(parts);
        return this;
    }

    Refused advising(String remedy) {
        assertThat(refusal.remedy()).isEqualTo(remedy);
        return this;
    }

    Refused about(Path path) {
        assertThat(refusal.path()).contains(path);
        return this;
    }

    CopyException exception() {
        return refusal;
    }
}
