package io.quietcopy.engine.linux.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.quietcopy.engine.linux.Place;
import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.Linux;
import io.quietcopy.engine.linux.kernel.TestLinux;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttributeCopyTest {
    private final LinuxHostServices services = new LinuxHostServices();

    @ParameterizedTest
    @EnumSource(
            value = FileSystemKind.class,
            names = {"EXT4", "XFS", "BTRFS", "TMPFS", "OVERLAY"})
    void everythingIsCarriedOverAndNothingElseStays(FileSystemKind kind) throws Exception {
        Requirement.require(kind, Requirement.ROOT);
        try (Place fs = Place.on(kind)) {
            Path old = Files.createFile(fs.file("old"));
            Path fresh = Files.createFile(fs.file("fresh"));
            run("chown", "1234:2345", old.toString());
            run("setfacl", "-m", "u:4711:rw,g:815:r", old.toString());
            run("setfattr", "-n", "user.note", "-v", "0x00ff10", old.toString());
            run("setfattr", "-n", "user.empty", "-v", "", old.toString());
            run("setfattr", "-n", "trusted.secret", "-v", "x", old.toString());
            run("setfattr", "-n", "security.label", "-v", "y", old.toString());
            run("chmod", "6754", old.toString());
            run("setfattr", "-n", "user.stays", "-v", "not", fresh.toString());
            run("setfacl", "-m", "u:99:r", fresh.toString());

            services.copyAttributes(old, fresh);

            assertThat(dump(fresh)).isEqualTo(dump(old));
            assertThat(dump(fresh)).contains("user.note", "trusted.secret", "security.label", "user:4711:rw");
            assertThat(run("stat", "-c", "%u:%g %a", fresh.toString())).isEqualTo("1234:2345 6754\n");

            services.copyAttributes(old, fresh);

            assertThat(dump(fresh)).isEqualTo(dump(old));
        }
    }

    @Test
    void capabilitiesSurviveTheNewOwner() throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.ROOT);
        try (MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Path old = Files.createFile(fs.file("old"));
            Path fresh = Files.createFile(fs.file("fresh"));
            run("chown", "12:12", old.toString());
            run(
                    "setfattr",
                    "-n",
                    "security.capability",
                    "-v",
                    "0x0100000200200000000000000000000000000000",
                    old.toString());

            services.copyAttributes(old, fresh);

            assertThat(dump(fresh)).isEqualTo(dump(old)).contains("security.capability");
        }
    }

    @Test
    void aFailureLeavesTheFileAsItWas() throws Exception {
        Requirement.require(FileSystemKind.EXT4, Requirement.ROOT);
        try (MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Path old = Files.createFile(fs.file("old"));
            Path fresh = Files.createFile(fs.file("fresh"));
            run("chown", "1234:2345", old.toString());
            run("chmod", "4777", old.toString());
            run("setfattr", "-n", "user.a", "-v", "1", old.toString());
            run("setfattr", "-n", "user.b", "-v", "2", old.toString());
            run("setfattr", "-n", "user.mine", "-v", "3", fresh.toString());
            String before = dump(fresh);
            Linux refusing = new TestLinux() {
                @Override
                public int fsetxattr(int fd, String attribute, long value, long size) {
                    return attribute.equals("user.b")
                            ? -Errno.ENOSPC.number()
                            : super.fsetxattr(fd, attribute, value, size);
                }
            };
            Leaks leaks = Leaks.since();

            assertThatIOException()
                    .isThrownBy(() -> AttributeCopy.copy(refusing, old, fresh))
                    .withMessageContaining("user.b cannot be carried over: No space left on device");

            leaks.assertNone();
            assertThat(dump(fresh)).isEqualTo(before);
        }
    }

    @Test
    void whatDidNotArriveIsNoticed() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path old = Files.createFile(scratch.file("old"));
            Path fresh = Files.createFile(scratch.file("fresh"));
            run("chmod", "0644", old.toString());
            run("chmod", "0600", fresh.toString());
            Linux ignoring = new TestLinux() {
                @Override
                public int fchmod(int fd, int mode) {
                    return 0;
                }
            };
            assertThatIOException()
                    .isThrownBy(() -> AttributeCopy.copy(ignoring, old, fresh))
                    .withMessageContaining("the mode 644 cannot be carried over: it did not arrive");
        }
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path old = Files.createFile(scratch.file("old"));
            Path victim = Files.createFile(scratch.file("victim"));
            Path link = Files.createSymbolicLink(scratch.file("link"), victim);
            assertThatIOException().isThrownBy(() -> services.copyAttributes(old, link));
        }
    }

    /** Everything that getfacl and getfattr see, without the name. */
    private static String dump(Path file) throws Exception {
        return run("getfacl", "-cpn", file.toString())
                + run("getfattr", "--absolute-names", "-d", "-m", "-", "-e", "hex", file.toString())
                        .replaceFirst("# file: .*\n", "")
                + run("stat", "-c", "%u:%g %a", file.toString());
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(List.of(command) + ": " + output).isZero();
        return output;
    }
}
