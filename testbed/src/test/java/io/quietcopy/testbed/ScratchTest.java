package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ScratchTest {

    @Test
    void isDeletedWithEverythingInItButNotWhatItsLinksPointTo() throws IOException {
        try (Scratch other = Scratch.create()) {
            Path kept = Files.createFile(other.file("kept"));
            Path folder;
            try (Scratch scratch = Scratch.create()) {
                folder = scratch.path();
                Files.writeString(Files.createDirectories(scratch.file("a/b")).resolve("c"), "text");
                Files.createSymbolicLink(scratch.file("link"), other.path());
                Files.createSymbolicLink(scratch.file("dangling"), Path.of("nowhere"));
                assertThat(scratch.fileSystemType()).isNotEmpty();
            }

            assertThat(folder).doesNotExist();
            assertThat(kept).exists();
        }
    }

    @Test
    void neverDeletesWhatIsMountedInIt() throws IOException {
        Requirement.require(Requirement.MOUNT);
        try (Scratch scratch = Scratch.create()) {
            Path inside = Files.createDirectory(scratch.file("mnt"));
            Tool.run("mount", "-t", "tmpfs", "tmpfs", inside.toString());
            try {
                Path file = Files.createFile(inside.resolve("file"));

                assertThatThrownBy(scratch::close)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("mount point");
                assertThat(file).exists();
            } finally {
                Tool.run("umount", inside.toString());
            }
        }
    }
}
