package io.quietcopy.internal.preflight;

import static io.quietcopy.ErrorCode.NAME_UNSUPPORTED;
import static io.quietcopy.ErrorCode.PUBLISH_UNSUPPORTED;
import static io.quietcopy.ErrorCode.REQUEST_INVALID;
import static io.quietcopy.ErrorCode.TARGET_EXISTS;
import static io.quietcopy.ErrorCode.TARGET_HARD_LINKED;
import static io.quietcopy.ErrorCode.TARGET_KIND_UNSUPPORTED;
import static io.quietcopy.ErrorCode.TARGET_MISSING;
import static io.quietcopy.ErrorCode.TARGET_PARENT_MISSING;
import static io.quietcopy.ErrorCode.TARGET_READ_ONLY;
import static io.quietcopy.ErrorCode.TARGET_UNWRITABLE;
import static io.quietcopy.TargetMode.CREATE_NEW;
import static io.quietcopy.TargetMode.IN_PLACE;
import static io.quietcopy.TargetMode.REPLACE;
import static io.quietcopy.testbed.Requirement.LOOP;
import static io.quietcopy.testbed.Requirement.MOUNT;
import static io.quietcopy.testbed.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyRequest;
import io.quietcopy.TargetMode;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Machine;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TargetChecksTest {
    private static final String DEVICE_REMEDY =
            "Ask for IN_PLACE (--in-place): a block device can only be written in place.";
    private static final String IMMUTABLE_REMEDY =
            "Give this user write permission on the target, or take its immutable attribute away (chattr -i).";

    @TempDir
    Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void make() throws IOException {
        folder = folder.toRealPath();
        source = Files.writeString(folder.resolve("source"), "new content");
        target = folder.resolve("target");
    }

    @Test
    void createNewFindsSomething() throws IOException {
        Files.writeString(target, "old");
        Refused.by(source, target, CREATE_NEW)
                .with(TARGET_EXISTS)
                .about(target)
                .saying("exists already")
                .advising("Choose another name, or ask for REPLACE or IN_PLACE (--replace, --in-place).");
    }

    @Test
    void createNewFindsALink() throws IOException {
        Files.createSymbolicLink(target, Files.writeString(folder.resolve("other"), "old"));
        Refused.by(source, target, CREATE_NEW).with(TARGET_EXISTS);
    }

    @Test
    void aLinkToItselfIsNotSaidToBeMissing() throws IOException {
        Files.createSymbolicLink(target, Path.of("loop"));
        Files.createSymbolicLink(folder.resolve("loop"), target.getFileName());
        for (TargetMode mode : TargetMode.values()) {
            Refused.by(source, target, mode)
                    .saying("is a symbolic link to loop, which cannot be reached: Too many levels of symbolic links");
        }
    }

    @Test
    void createNewFindsADanglingLink() throws IOException {
        Files.createSymbolicLink(target, Path.of("gone"));
        Refused.by(source, target, CREATE_NEW)
                .with(TARGET_EXISTS)
                .saying("is a symbolic link to gone, which does not exist")
                .advising("Remove the link, or name the file that it points to.");
    }

    @Test
    void createNewFindsADevice() throws IOException {
        Requirement.require(LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.attach(DiskImages.allocateSparse(scratch.file("img"), 1 << 20), 512)) {
            Refused.by(source, loop.path(), CREATE_NEW)
                    .with(TARGET_EXISTS)
                    .saying("(a block device)")
                    .advising(DEVICE_REMEDY);
            Refused.by(source, loop.path(), REPLACE)
                    .with(TARGET_KIND_UNSUPPORTED)
                    .saying("is a block device, which cannot be replaced")
                    .advising(DEVICE_REMEDY);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLACE", "IN_PLACE"})
    void missing(TargetMode mode) throws IOException {
        String remedy = "Check the target path, or leave out REPLACE or IN_PLACE.";
        Refused.by(source, target, mode)
                .with(TARGET_MISSING)
                .saying("does not exist")
                .advising(remedy);
        Refused.by(source, folder.resolve("a/b/c"), mode)
                .with(TARGET_MISSING)
                .saying("the nearest folder above it that exists is " + folder)
                .advising(remedy);
        Files.createSymbolicLink(target, Path.of("gone"));
        Refused.by(source, target, mode)
                .with(TARGET_MISSING)
                .saying("is a symbolic link to gone, which does not exist")
                .advising("Correct the link, or name the file itself.");
    }

    @ParameterizedTest
    @EnumSource
    void wrongKind(TargetMode mode) throws IOException {
        String remedy = "Name a regular file or a block device as the target.";
        Files.createDirectory(target);
        Refused.by(source, target, mode)
                .with(TARGET_KIND_UNSUPPORTED)
                .saying("is a folder")
                .advising("Name the file in that folder that the copy shall become.");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        Refused.by(source, link, mode).with(TARGET_KIND_UNSUPPORTED).saying("is a folder");
        Path fifo = folder.resolve("fifo");
        Machine.run("mkfifo", fifo.toString());
        Refused.by(source, fifo, mode)
                .with(TARGET_KIND_UNSUPPORTED)
                .saying("is a FIFO")
                .advising(remedy);
        Refused.by(source, Path.of("/dev/null"), mode)
                .with(TARGET_KIND_UNSUPPORTED)
                .saying("is a character device")
                .advising(remedy);
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Refused.by(source, socket, mode)
                    .with(TARGET_KIND_UNSUPPORTED)
                    .saying("is a socket")
                    .advising(remedy);
        }
        Refused.by(source, Path.of("/"), mode).with(TARGET_KIND_UNSUPPORTED).saying("is a folder");
    }

    @Test
    void parentMissing() throws IOException {
        Refused.by(source, folder.resolve("a/b/c"), CREATE_NEW)
                .with(TARGET_PARENT_MISSING)
                .saying(
                        "the target's folder " + folder.resolve("a/b") + " does not exist",
                        "the nearest folder above it that exists is " + folder)
                .advising("Create the folder first.");
        Refused.by(source, source.resolve("c"), CREATE_NEW)
                .with(TARGET_PARENT_MISSING)
                .saying(source + " is a regular file, not a folder")
                .advising("Create the folder first.");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("gone"));
        Refused.by(source, link.resolve("c"), CREATE_NEW)
                .with(TARGET_PARENT_MISSING)
                .saying(link + " is a symbolic link to gone, which does not exist")
                .advising("Create the folder first.");
    }

    @Test
    void replaceOnlyWholeCopies() throws IOException {
        Files.writeString(target, "old");
        String remedy = "Leave that out, or ask for IN_PLACE (--in-place) instead of REPLACE.";
        CopyRequest ranges = CopyRequest.from(source, target)
                .mode(REPLACE)
                .ranges(CopyRanges.of(List.of(CopyRange.of(0, 0, 1))))
                .build();
        Refused.by(ranges, Refused.HERE)
                .with(REQUEST_INVALID)
                .saying("ranges were given")
                .advising(remedy);
        CopyRequest longer =
                CopyRequest.from(source, target).mode(REPLACE).targetLength(12).build();
        Refused.by(longer, Refused.HERE)
                .with(REQUEST_INVALID)
                .saying("its length cannot be 12 with a source of 11 bytes")
                .advising(remedy);
        CopyRequest same =
                CopyRequest.from(source, target).mode(REPLACE).targetLength(11).build();
        assertThat(Refused.accepted(same, Refused.HERE).finalLengthBytes()).isEqualTo(11);
    }

    @Test
    void replaceKeepsHardLinksTogether() throws IOException {
        Files.writeString(target, "old");
        Files.createLink(folder.resolve("other"), target);
        Refused.by(source, target, REPLACE)
                .with(TARGET_HARD_LINKED)
                .saying("has 2 hard links")
                .advising("Write in place, or remove the other links.");
        assertThat(Refused.accepted(source, target, IN_PLACE).target()).isPresent();
    }

    @Test
    void replaceFollowsALinkOnce() throws IOException {
        Path other = Files.createDirectory(folder.resolve("elsewhere"));
        Path referent = Files.writeString(other.resolve("file"), "old");
        Files.createSymbolicLink(target, referent);
        CheckedCopy copy = Refused.accepted(source, target, REPLACE);
        assertThat(copy.targetPath()).isEqualTo(referent);
        assertThat(copy.targetFolder()).isEqualTo(other);
        assertThat(copy.target().orElseThrow().identity())
                .isEqualTo(FileFacts.of(referent).identity());
        assertThat(copy.lengthBefore()).isEmpty();
    }

    @Test
    void resolvesTheFolderOfANewFile() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        CheckedCopy copy = Refused.accepted(source, link.resolve("new"), CREATE_NEW);
        assertThat(copy.targetPath()).isEqualTo(real.resolve("new"));
        assertThat(copy.targetFolder()).isEqualTo(real);
        assertThat(copy.targetFolderIdentity()).isEqualTo(FileFacts.of(real).identity());
        assertThat(copy.target()).isEmpty();
        assertThat(copy.finalLengthBytes()).isEqualTo(11);
    }

    @Test
    void nameTooLong() throws IOException {
        Refused.by(source, folder.resolve("x".repeat(256)), CREATE_NEW)
                .with(NAME_UNSUPPORTED)
                .saying("longer than its file system takes")
                .advising("Choose a shorter name (255 bytes at most, 4095 with all folders).");
        assertThat(Refused.accepted(source, folder.resolve("x".repeat(255)), CREATE_NEW)
                        .targetPath())
                .isNotNull();
    }

    @Test
    void noRoomForTheTemporaryName() throws IOException {
        Path deep = folder;
        while (NameChecks.bytes(deep) + 1 + 200 <= 3950) {
            deep = Files.createDirectory(deep.resolve("d".repeat(200)));
        }
        deep = Files.createDirectory(deep.resolve("e".repeat(3970 - NameChecks.bytes(deep) - 1)));
        Refused.by(source, deep.resolve("short"), CREATE_NEW)
                .with(NAME_UNSUPPORTED)
                .saying("leaves no room for the name of the temporary file")
                .advising("Choose a folder with a path of at most 3964 bytes.");
        Path existing = Files.writeString(deep.resolve("existing"), "old");
        Refused.by(source, existing, REPLACE).with(NAME_UNSUPPORTED);
        assertThat(Refused.accepted(source, existing, IN_PLACE).target()).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void readOnlyFileSystem(TargetMode mode) throws IOException {
        Requirement.require(MOUNT);
        try (MountedFileSystem ext4 = MountedFileSystem.of(FileSystemKind.TMPFS).mount()) {
            Path there = ext4.file("target");
            if (mode != CREATE_NEW) {
                Files.writeString(there, "old");
            }
            ext4.remountReadOnly();
            Refused.by(source, there, mode)
                    .with(TARGET_READ_ONLY)
                    .saying("mounted at " + ext4.path() + ", is read-only")
                    .advising("Make it writable (mount -o remount,rw " + ext4.path()
                            + "), or choose another file system.");
        }
    }

    @Test
    void replaceNotAMountPoint() throws IOException {
        Requirement.require(MOUNT);
        Files.writeString(target, "old");
        Path other = Files.writeString(folder.resolve("other"), "mounted");
        try (Machine.Undo mounted = Machine.mount(other, target, "--bind")) {
            assertThat(mounted).isNotNull();
            Refused.by(source, target, REPLACE)
                    .with(PUBLISH_UNSUPPORTED)
                    .saying("is a mount point")
                    .advising("Write in place, or replace the file that is mounted there.");
            assertThat(Refused.accepted(source, target, IN_PLACE).target()).isPresent();
        }
    }

    /** Permissions do not bind root, but the immutable attribute does. */
    @Test
    void immutable() throws IOException {
        Requirement.require(ROOT, Requirement.MKFS_EXT4, LOOP);
        try (MountedFileSystem ext4 = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Path file = Files.writeString(ext4.file("file"), "old");
            try (Machine.Undo fixed = immutable(file)) {
                assertThat(fixed).isNotNull();
                Refused.by(source, file, IN_PLACE)
                        .with(TARGET_UNWRITABLE)
                        .saying("may not be written by this user, or is immutable")
                        .advising(IMMUTABLE_REMEDY);
                Refused.by(source, file, REPLACE)
                        .with(TARGET_UNWRITABLE)
                        .saying("may not be replaced even by root")
                        .advising("Take its immutable attribute away (chattr -i).");
            }
            try (Machine.Undo fixed = immutable(ext4.path())) {
                assertThat(fixed).isNotNull();
                Refused.by(source, ext4.file("new"), CREATE_NEW)
                        .with(TARGET_UNWRITABLE)
                        .saying("may not make files in the folder " + ext4.path())
                        .advising("Give this user write and search permission on the folder, or take its immutable"
                                + " attribute away (chattr -i).");
                Refused.by(source, file, REPLACE).with(TARGET_UNWRITABLE).saying("may not make files in the folder");
                assertThat(Refused.accepted(source, file, IN_PLACE).target()).isPresent();
            }
        }
    }

    private static Machine.Undo immutable(Path path) throws IOException {
        Machine.run("chattr", "+i", path.toString());
        return () -> Machine.run("chattr", "-i", path.toString());
    }
}
