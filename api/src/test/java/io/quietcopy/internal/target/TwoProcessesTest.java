package io.quietcopy.internal.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quietcopy.CopyRefusedException;
import io.quietcopy.ErrorCode;
import io.quietcopy.TargetMode;
import io.quietcopy.testbed.Executables;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwoProcessesTest {
    private Scratch scratch;
    private Path target;

    @BeforeEach
    void makeFolder() throws IOException {
        scratch = Scratch.create();
        target = scratch.file("disk.raw");
    }

    @AfterEach
    void removeFolder() throws IOException {
        scratch.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE_NEW, CREATE_NEW",
        "REPLACE, REPLACE",
        "IN_PLACE, IN_PLACE",
        "REPLACE, IN_PLACE",
        "IN_PLACE, REPLACE"
    })
    void aCopyOfAnotherProcessIsSeen(TargetMode theirs, TargetMode ours) throws Exception {
        if (theirs != TargetMode.CREATE_NEW) {
            Files.writeString(target, "the old content");
        }
        TargetRequest request = switch (ours) {
            case CREATE_NEW -> Requests.createNew(target, 15);
            case REPLACE -> Requests.replace(target, 15);
            case IN_PLACE -> Requests.inPlace(target, 15);
        };
        try (ChildCopy child = ChildCopy.start(theirs, target, 15)) {
            assertThat(child.opened()).startsWith("OPEN ");
            assertBusy(request);
            child.kill();
            // What it left behind stands in nobody's way.
            TargetFiles.open(request, Requests.HOST).close();
        }
    }

    @Test
    void aProcessInAnotherContainerIsSeenByItsLock() throws Exception {
        Requirement.require(Requirement.ROOT);
        assumeThat(Executables.find("unshare")).as("needs unshare").isPresent();
        List<String> container = List.of("unshare", "--pid", "--fork", "--mount-proc");
        try (ChildCopy child = ChildCopy.start(container, Map.of(), TargetMode.CREATE_NEW, target, 15)) {
            assertThat(child.opened()).startsWith("OPEN ");
            assertBusy(Requests.createNew(target, 15));
            assertThat(LeftoverScan.find(scratch.path(), Requests.HOST))
                    .singleElement()
                    .satisfies(file -> assertThat(file.owner()).contains("another container"))
                    .satisfies(file -> assertThat(file.remove()).isFalse());
            // It still has what it had.
            assertThat(child.order("flush")).isEqualTo("FLUSHED");
            assertThat(child.order("publish")).startsWith("Published[published=true, durable=true");
        }
        assertThat(target).exists();
    }

    private static void assertBusy(TargetRequest request) {
        assertThatExceptionOfType(CopyRefusedException.class)
                .isThrownBy(() -> TargetFiles.open(request, Requests.HOST))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_BUSY));
    }
}
