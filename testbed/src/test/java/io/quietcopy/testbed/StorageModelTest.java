package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StorageModelTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Leaks leaks;
    private StorageModel model;

    @BeforeEach
    void start() throws IOException {
        Requirement.require(Requirement.STORAGE_MODEL, Requirement.GNU_DD);
        leaks = Leaks.since();
        model = StorageModel.builder().start();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        if (model != null) {
            model.close();
            assertThat(Mounts.points()).doesNotContain(model.path());
            assertThat(model.path().getParent()).doesNotExist();
            leaks.assertNone();
        }
    }

    @Test
    void keepsWhatIsWritten() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            Path reference = DiskImages.random(scratch.file("reference"), 5 * Blocks.MIB + 4711, 1);
            Files.copy(reference, model.file("a"));
            ByteCompare.assertSame(reference, model.file("a"));
        }
    }

    @Test
    void freesWhoeverHangsWhenAborted() throws IOException {
        Files.write(model.file("source"), new byte[4 * Blocks.MIB]);
        model.inject(StorageFault.on(StorageOperation.READ)
                .file("source")
                .at(Blocks.MIB)
                .hang());
        Process reader = Blocks.start("dd", "if=" + model.file("source"), "of=/dev/null", "bs=1M");
        assertThat(model.awaitHanging(1, LIMIT)).isTrue();
        reader.destroyForcibly();
        assertThat(Processes.awaitHang(reader.pid(), LIMIT)).isTrue();
        model.abort();
        assertThat(Processes.awaitEnd(reader.pid(), LIMIT)).isTrue();
        assertThatThrownBy(() -> Files.readAllBytes(model.file("source"))).hasMessageContaining("not connected");
    }
}
