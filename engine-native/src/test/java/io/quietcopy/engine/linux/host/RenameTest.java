package io.quietcopy.engine.linux.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.quietcopy.engine.linux.Place;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RenameTest {
    private final LinuxHostServices services = new LinuxHostServices();

    @ParameterizedTest
    @EnumSource(FileSystemKind.class)
    void renamesButNeverReplaces(FileSystemKind kind) throws IOException {
        Requirement.require(kind);
        try (Place fs = Place.on(kind)) {
            Path old = Files.writeString(fs.file("old"), "old");
            Path taken = Files.writeString(fs.file("taken"), "taken");

            assertThatExceptionOfType(FileAlreadyExistsException.class)
                    .isThrownBy(() -> services.renameNoReplace(old, taken));
            assertThat(taken).hasContent("taken");
            assertThat(old).hasContent("old");

            services.renameNoReplace(old, fs.file("new"));
            assertThat(fs.file("new")).hasContent("old");
            assertThat(old).doesNotExist();
        }
    }

    @Test
    void takesAnyName() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            Path strange = scratch.file("-rf \"'$(x)\n=\u00e4\u4e2d\ud83d\ude00");
            Files.writeString(strange, "x");
            Path stranger = scratch.file("\t\\ %s" + "\u00f6");

            services.renameNoReplace(strange, stranger);

            assertThat(stranger).hasContent("x");
        }
    }

    @Test
    void aDanglingLinkIsAName() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            Path file = Files.writeString(scratch.file("file"), "x");
            Path link = Files.createSymbolicLink(scratch.file("link"), Path.of("nowhere"));
            assertThatExceptionOfType(FileAlreadyExistsException.class)
                    .isThrownBy(() -> services.renameNoReplace(file, link));
        }
    }

    @Test
    void whatIsMissingOrElsewhereIsAnError() throws IOException {
        Requirement.require(FileSystemKind.TMPFS);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem other =
                        MountedFileSystem.of(FileSystemKind.TMPFS).mount()) {
            assertThatExceptionOfType(NoSuchFileException.class)
                    .isThrownBy(() -> services.renameNoReplace(scratch.file("nothing"), scratch.file("new")));
            Path file = Files.writeString(scratch.file("file"), "x");
            assertThatIOException()
                    .isThrownBy(() -> services.renameNoReplace(file, other.file("new")))
                    .withMessageContaining("cross-device");
        }
    }
}
