package io.quietcopy.internal.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Machine;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only a JVM of its own shows: a user who is bound by permissions, and a locale that has no name for every file. */
class OtherUsersTest {
    private Scratch scratch;
    private Path source;
    private Path target;

    @BeforeEach
    void make() throws IOException {
        scratch = Scratch.create();
        Machine.run("chmod", "755", scratch.path().toString());
        source = Files.writeString(scratch.file("source"), "new content");
        target = scratch.file("target");
    }

    @AfterEach
    void remove() throws IOException {
        scratch.close();
    }

    /** Runs the probe, and looks that it leaves the target alone. */
    private String probe(List<String> prefix, String mode, String from, String to) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // -Xshare:auto and one compiler: these JVMs live for a moment only.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        command.add(classes());
        command.add(PreflightProbe.class.getName());
        command.addAll(List.of(mode, from, to));
        TargetSnapshot before = TargetSnapshot.of(target);
        String outcome = Machine.run(command.toArray(new String[0])).strip();
        before.assertUntouched();
        return outcome;
    }

    /** Copies the classes to where every user may read them. */
    private String classes() throws IOException {
        Path copies = scratch.file("classes");
        if (!Files.exists(copies)) {
            Files.createDirectory(copies);
            for (Class<?> one : List.of(Preflight.class, PreflightProbe.class)) {
                Path from = Path.of(URI.create(
                        one.getProtectionDomain().getCodeSource().getLocation().toString()));
                Machine.run("cp", "-r", from + "/.", copies.toString());
            }
            Machine.run("chmod", "-R", "a+rX", copies.toString());
        }
        return copies.toString();
    }

    private String asNobody(String mode, Path from, Path to) throws IOException {
        Requirement.require(Requirement.ROOT, Requirement.SETPRIV);
        List<String> setpriv = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        return probe(setpriv, mode, from.toString(), to.toString());
    }

    private String inC(String mode, String from, String to) throws IOException {
        return probe(List.of("env", "-i", "LC_ALL=C", "PATH=" + System.getenv("PATH")), mode, from, to);
    }

    @Test
    void sourceThatMayNotBeRead() throws IOException {
        Machine.run("chmod", "777", scratch.path().toString());
        Machine.run("chmod", "600", source.toString());
        assertThat(asNobody("CREATE_NEW", source, target))
                .isEqualTo("SOURCE_UNREADABLE|the source " + source
                        + " cannot be opened for reading: permission denied|Give this user read permission on the"
                        + " source.");
        Path closed = Files.createDirectory(scratch.file("closed"));
        Path inside = Files.writeString(closed.resolve("inside"), "x");
        Machine.run("chmod", "700", closed.toString());
        assertThat(asNobody("CREATE_NEW", inside, target))
                .isEqualTo("SOURCE_UNREADABLE|the source " + inside
                        + " cannot be looked at: a folder above it may not be searched|Give this user search"
                        + " permission (x) on the folders above the source.");
        Machine.run("chmod", "644", source.toString());
        assertThat(asNobody("CREATE_NEW", source, target)).isEqualTo("accepted");
    }

    @Test
    void targetThatMayNotBeWritten() throws IOException {
        assertThat(asNobody("CREATE_NEW", source, target))
                .startsWith("TARGET_UNWRITABLE|this user may not make files in the folder " + scratch.path())
                .endsWith("|Give this user write and search permission on the folder, or take its immutable attribute"
                        + " away (chattr -i).");
        Files.writeString(target, "old");
        assertThat(asNobody("IN_PLACE", source, target))
                .startsWith("TARGET_UNWRITABLE|the target " + target + " may not be written by this user")
                .endsWith("|Give this user write permission on the target, or take its immutable attribute away"
                        + " (chattr -i).");
        // Replacing takes the right to the folder, not to the file, but for a sticky folder.
        Machine.run("chmod", "777", scratch.path().toString());
        assertThat(asNobody("REPLACE", source, target)).isEqualTo("accepted");
        Machine.run("chmod", "1777", scratch.path().toString());
        assertThat(asNobody("REPLACE", source, target))
                .isEqualTo("TARGET_UNWRITABLE|the target " + target
                        + " belongs to another user in a folder where only owners may replace files|Run as the owner"
                        + " of the target, or write in place.");
        Machine.run("chown", "65534", target.toString());
        assertThat(asNobody("REPLACE", source, target)).isEqualTo("accepted");
        Path closed = Files.createDirectory(scratch.file("closed"));
        Machine.run("chmod", "700", closed.toString());
        assertThat(asNobody("CREATE_NEW", source, closed.resolve("new")))
                .isEqualTo("TARGET_UNWRITABLE|the target " + closed.resolve("new")
                        + " cannot be looked at: a folder above it may not be searched|Give this user search"
                        + " permission (x) on the folders above the target.");
    }

    @Test
    void namesThatTheLocaleCannotCarry() throws IOException {
        Requirement.require(Requirement.UTF8_NAMES);
        Path folder = Files.createDirectory(scratch.file("folder"));
        Path odd = Files.writeString(folder.resolve("\u00e4\u4e2d"), "content");
        FileFacts before = FileFacts.of(odd);
        String remedy = "|Run Java with a UTF-8 locale (LC_ALL=C.UTF-8), or rename the file.";
        assertThat(inC("CREATE_NEW", folder + "/*", target.toString()))
                .startsWith("NAME_UNSUPPORTED|the name of the source, ")
                .contains("cannot be carried by the encoding ")
                .endsWith(remedy);
        for (String mode : List.of("CREATE_NEW", "REPLACE", "IN_PLACE")) {
            assertThat(inC(mode, source.toString(), folder + "/*"))
                    .startsWith("NAME_UNSUPPORTED|the name of the target, ")
                    .endsWith(remedy);
        }
        assertThat(inC("CREATE_NEW", source.toString(), target.toString())).isEqualTo("accepted");
        assertThat(FileFacts.of(odd)).isEqualTo(before);
    }
}
