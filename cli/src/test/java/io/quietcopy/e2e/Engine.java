package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.Copier;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyException;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.Requirement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;

/** An engine under the real Copier, with what there is of host services or without. */
enum Engine {
    DD("dd", true),
    DD_ALONE("dd", false),
    DIRECT_NIO("direct-nio", true),
    NATIVE("native", true);

    private final String id;
    private final boolean hostServices;

    Engine(String id, boolean hostServices) {
        this.id = id;
        this.hostServices = hostServices;
    }

    String id() {
        return id;
    }

    /** Whether the Copier knows where the holes of a source are. */
    boolean hasHostServices() {
        return hostServices;
    }

    /** Whether it can make digests and read a target back. */
    boolean isJava() {
        return this == DIRECT_NIO || this == NATIVE;
    }

    /** Lets a test go on only where the engine can work. */
    void require(Requirement... more) {
        if (id.equals("dd")) {
            Requirement.require(Requirement.GNU_DD);
        }
        Requirement.require(more);
    }

    void require(FileSystemKind kind) {
        require(kind.requirements());
    }

    /** The engines themselves. */
    static List<Engine> each() {
        return List.of(DD, DIRECT_NIO, NATIVE);
    }

    Copier copier() {
        return builder().build();
    }

    Copier.Builder builder() {
        Copier.Builder builder = Copier.builder().config(CopierConfig.defaults());
        return hostServices ? builder : builder.withoutHostServices();
    }

    CopyRequest.Builder from(Path source, Path target) {
        return CopyRequest.from(source, target).engines(id);
    }

    /** Copies, and makes sure that nothing of the process stays behind. */
    CopyReport copy(CopyRequest request) throws IOException {
        return copy(request, Copier::copy);
    }

    /** Copies, does something in the middle, and makes sure that nothing of the process stays behind. */
    CopyReport copy(CopyRequest request, Midway midway) throws IOException {
        return copy(request, midway::copy);
    }

    /** Makes a copy that has to fail, and makes sure that nothing of the process stays behind. */
    CopyException failure(CopyRequest request) throws IOException {
        return failure(request, Copier::copy);
    }

    /** The same with something in the middle that makes it fail. */
    CopyException failure(CopyRequest request, Midway midway) throws IOException {
        return failure(request, midway::copy);
    }

    /** A way to start a copy and wait for its end. */
    private interface Way {
        CopyReport copy(Copier copier, CopyRequest request) throws CopyException;
    }

    private CopyReport copy(CopyRequest request, Way way) throws IOException {
        Leaks leaks = Copies.leaks();
        CopyReport report;
        try (Copier copier = copier()) {
            report = way.copy(copier, request);
        }
        assertThat(report.engine()).isEqualTo(id);
        leaks.assertNone();
        return report;
    }

    private CopyException failure(CopyRequest request, Way way) throws IOException {
        Leaks leaks = Copies.leaks();
        CopyException failure;
        try (Copier copier = copier()) {
            failure = Assertions.catchThrowableOfType(CopyException.class, () -> way.copy(copier, request));
        }
        assertThat(failure).as("the copy must not succeed").isNotNull();
        leaks.assertNone();
        return failure;
    }

    @Override
    public String toString() {
        return hostServices ? id : id + " without host services";
    }
}
