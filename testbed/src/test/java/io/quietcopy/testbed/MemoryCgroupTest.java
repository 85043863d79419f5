package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryCgroupTest {

    @BeforeEach
    void controlGroups() {
        Requirement.require(Requirement.CGROUP_MEMORY, Requirement.GNU_DD);
    }

    @Test
    void countsWhatItsProcessesCacheAndNotWhatTheyMovePastTheCache() throws IOException {
        try (Scratch scratch = Scratch.create();
                MemoryCgroup buffered = MemoryCgroup.create();
                MemoryCgroup direct = MemoryCgroup.create()) {
            Path source = DiskImages.random(scratch.file("source"), 16 * Blocks.MIB, 1);
            Residency.evict(source);
            String from = "if=" + source;
            String to = "of=" + scratch.file("target");

            Tool.run(direct.command("dd", from, to, "bs=1M", "iflag=direct", "oflag=direct"));
            Tool.run(buffered.command("dd", from, to, "bs=1M"));

            assertThat(direct.fileBytes()).isLessThan(Blocks.MIB);
            // The kernel adds up each processor's share only now and then, and may have taken pages back.
            assertThat(buffered.fileBytes()).isGreaterThanOrEqualTo(24L * Blocks.MIB);
            if (buffered.peakBytes().isPresent()) {
                assertThat(buffered.peakBytes().getAsLong()).isGreaterThanOrEqualTo(24L * Blocks.MIB);
            }
        }
    }

    @Test
    void limitsThem() throws IOException {
        try (Scratch scratch = Scratch.create();
                MemoryCgroup group = MemoryCgroup.create(16 * Blocks.MIB)) {
            Tool.run(group.command("dd", "if=/dev/zero", "of=" + scratch.file("file"), "bs=1M", "count=64"));
            assertThat(group.fileBytes()).isPositive().isLessThanOrEqualTo(16L * Blocks.MIB);
        }
    }

    @Test
    void killsWhatRunsInItAndIsRemoved() throws IOException {
        Process process;
        Path folder;
        try (MemoryCgroup group = MemoryCgroup.create()) {
            folder = group.folder();
            assertThat(folder).isDirectory();
            process = new ProcessBuilder(group.command("sleep", "60")).start();
            assertThat(Await.until(Duration.ofSeconds(5), () -> group.pids().contains(process.pid())))
                    .isTrue();
        }
        assertThat(Tool.ended(process, Duration.ofSeconds(5))).isTrue();
        assertThat(folder).doesNotExist();
    }

    @Test
    void givesBackWhatWasAdded() throws IOException {
        Process process = Blocks.start("sleep", "60");
        try {
            Path folder;
            try (MemoryCgroup group = MemoryCgroup.create()) {
                folder = group.folder();
                group.add(process.pid());
                assertThat(group.pids()).containsExactly(process.pid());
            }
            assertThat(process.isAlive()).isTrue();
            assertThat(folder).doesNotExist();
        } finally {
            process.destroyForcibly();
        }
    }
}
