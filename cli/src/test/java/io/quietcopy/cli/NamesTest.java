package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.cli.CommandProcess.Ended;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** File names with any characters; those that Java cannot carry are refused, and no other file is taken for them. */
@Timeout(180)
class NamesTest {
    private Scratch scratch;

    @BeforeEach
    void makeFolder() throws IOException {
        Requirement.require(Requirement.UTF8_NAMES);
        scratch = Scratch.create();
    }

    @AfterEach
    void removeFolder() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    @Test
    void anyCharacterMayStandInAName() throws IOException {
        List<String> names = List.of(
                "with space",
                "'quotes\" and \\ and $HOME and `id`",
                "line\nend",
                "-n",
                "--json",
                "@file",
                "a=b,c:d",
                "%s ${x} * ?",
                "äöü 日本 \uD83D\uDE80");
        for (String name : names) {
            Path source = DiskImages.random(scratch.file(name), 5000, name.hashCode());
            Path target = scratch.file(name + ".copy");
            // Relative, so that the name stands at the beginning of the argument.
            Ended ended =
                    CommandProcess.builder().in(scratch.path()).run("copy", "--quiet", "--", name, name + ".copy");
            assertThat(ended).as(name).isEqualTo(new Ended(0, "", ""));
            ByteCompare.assertSame(source, target);
        }
    }

    @Test
    void aLineEndOfANameDoesNotBreakTheSummary() throws IOException {
        DiskImages.random(scratch.file("line\nend"), 5000, 1);
        Ended ended = CommandProcess.builder().in(scratch.path()).run("copy", "line\nend", "copy\u001b[31m");
        assertThat(ended.out()).contains("/line\\nend\n", "/copy\\u001b[31m\n");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        // Java itself cannot pass such an argument.
        String shell = "exec \"$@\" \"$(printf 'x\\377')\" target";
        Ended ended = CommandProcess.builder()
                .in(scratch.path())
                .wrapped("sh", "-c", shell, "sh")
                .run("copy");
        assertThat(ended.err().replaceAll("\\s+", " "))
                .contains("the name x\uFFFD is not valid in this Java's file-name encoding, UTF-8")
                .contains("target untouched")
                .contains("code name-unsupported");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(scratch.path()).isEmptyDirectory();
    }

    @Test
    void aCurrentFolderWhoseNameIsNoTextIsRefused() throws IOException {
        Path source = DiskImages.random(scratch.file("source"), 5000, 1);
        String shell = "d=$(printf 'x\\377') && mkdir \"$d\" && cd \"$d\" && exec \"$@\"";
        Ended ended = CommandProcess.builder()
                .in(scratch.path())
                .wrapped("sh", "-c", shell, "sh")
                .run("copy", source.toString(), scratch.file("target").toString());
        assertThat(ended.err().replaceAll("\\s+", " "))
                .contains("the name of the current folder, ", "is not valid in this Java's file-name encoding, UTF-8")
                .contains("target untouched")
                .contains("code name-unsupported");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(scratch.file("target")).doesNotExist();
    }

    @Test
    void aFileIsNotNamedWithASlashAtTheEnd() throws IOException {
        DiskImages.random(scratch.file("source"), 5000, 1);
        for (String[] names : new String[][] {{"source/", "target"}, {"source", "target/"}}) {
            Ended ended = CommandProcess.builder().in(scratch.path()).run("copy", names[0], names[1]);
            assertThat(ended.err()).contains("ends with a slash");
            assertThat(ended.status()).isEqualTo(2);
        }
        assertThat(scratch.file("target")).doesNotExist();
    }

    @Test
    void aLocaleThatIsNotUtf8IsNamed() throws IOException {
        DiskImages.random(scratch.file("ä"), 5000, 1);
        Ended ended = CommandProcess.builder()
                .in(scratch.path())
                .environment("LC_ALL", "POSIX")
                .run("copy", "ä", "target");
        assertThat(ended.err()).contains("ANSI_X3.4-1968", "LC_ALL=C.UTF-8", "name-unsupported");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(scratch.file("target")).doesNotExist();
    }
}
