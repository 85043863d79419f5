package io.quietcopy.internal.preflight;

import static io.quietcopy.ErrorCode.NAME_UNSUPPORTED;
import static io.quietcopy.ErrorCode.REQUEST_INVALID;
import static io.quietcopy.TargetMode.CREATE_NEW;
import static io.quietcopy.TargetMode.IN_PLACE;
import static io.quietcopy.TargetMode.REPLACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.GuardPolicy;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.Machine;
import io.quietcopy.testbed.Requirement;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks of names that this JVM's own encoding can show; those of another locale are in {@link OtherUsersTest}. */
class NameChecksTest {
    @TempDir
    Path folder;

    private Path source;

    @BeforeEach
    void make() throws IOException {
        source = Files.writeString(folder.resolve("source"), "content");
    }

    @Test
    void anyNameThatTheEncodingCarries() throws IOException {
        Requirement.require(Requirement.UTF8_NAMES);
        for (String name :
                new String[] {" ", "-of=x", "a=b", "a\nb", "\"'`$(id)", "\u00e4\u4e2d\ud83d\ude00", "*", "\u0001"}) {
            Path odd = Files.writeString(folder.resolve(name), "x");
            assertThat(Refused.accepted(odd, folder.resolve("new" + name), CREATE_NEW)
                            .source()
                            .path())
                    .isEqualTo(odd.toRealPath());
            assertThat(Refused.accepted(source, odd, REPLACE).targetPath()).isEqualTo(odd.toRealPath());
        }
    }

    @Test
    void emptyPath() throws IOException {
        Path empty = Path.of("");
        Refused.by(empty, folder.resolve("target"), CREATE_NEW)
                .with(REQUEST_INVALID)
                .saying("the source is an empty path")
                .advising("Name a regular file or a block device.");
        Refused.by(source, empty, CREATE_NEW).with(REQUEST_INVALID).saying("the target is an empty path");
    }

    @Test
    void anotherFileSystem() throws IOException {
        Path zip = folder.resolve("x.zip");
        try (FileSystem other = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path inside = Files.writeString(other.getPath("/inside"), "x");
            Refused.by(inside, folder.resolve("target"), CREATE_NEW)
                    .with(REQUEST_INVALID)
                    .saying("is not a path of the operating system")
                    .advising("Name a file or block device of the operating system.");
            Refused.when(() -> Preflight.check(
                            Refused.request(source, inside, IN_PLACE),
                            ZeroPolicy.SPARSE,
                            GuardPolicy.REFUSE,
                            Refused.HERE))
                    .with(REQUEST_INVALID);
        }
    }

    /** The replacement character stands for bytes that somebody failed to decode, unless there really is such a file. */
    @Test
    void undecodedText() throws IOException {
        Requirement.require(Requirement.UTF8_NAMES);
        String remedy = "Run Java with a UTF-8 locale (LC_ALL=C.UTF-8), or rename the file.";
        Path odd = folder.resolve("a\uFFFDb");
        Refused.by(odd, folder.resolve("target"), CREATE_NEW)
                .with(NAME_UNSUPPORTED)
                .saying("the name of the source", "the encoding UTF-8")
                .advising(remedy);
        Refused.by(source, odd, CREATE_NEW).with(NAME_UNSUPPORTED).saying("the name of the target");
        Files.writeString(odd, "old");
        assertThat(Refused.accepted(source, odd, IN_PLACE).targetPath()).isEqualTo(odd.toRealPath());
        assertThat(Refused.accepted(odd, folder.resolve("target"), CREATE_NEW)
                        .source()
                        .lengthBytes())
                .isEqualTo(3);
    }

    @Test
    void bytesThatAreNoText() throws IOException {
        Requirement.require(Requirement.UTF8_NAMES);
        Path odd = Files.createDirectory(folder.resolve("odd"));
        Machine.run("sh", "-c", "cd \"$1\" && : > \"$(printf 'a\\377b')\"", "sh", odd.toString());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(odd)) {
            Path entry = entries.iterator().next();
            Refused.by(entry, folder.resolve("target"), CREATE_NEW).with(NAME_UNSUPPORTED);
            Refused.by(source, entry, IN_PLACE).with(NAME_UNSUPPORTED);
        }
    }
}
