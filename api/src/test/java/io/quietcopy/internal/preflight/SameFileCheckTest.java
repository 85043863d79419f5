package io.quietcopy.internal.preflight;

import static io.quietcopy.ErrorCode.SAME_FILE;
import static io.quietcopy.TargetMode.CREATE_NEW;
import static io.quietcopy.TargetMode.IN_PLACE;
import static io.quietcopy.TargetMode.REPLACE;
import static io.quietcopy.testbed.Requirement.LOOP;
import static io.quietcopy.testbed.Requirement.MOUNT;
import static io.quietcopy.testbed.Requirement.PARTITIONS;
import static io.quietcopy.testbed.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.GuardPolicy;
import io.quietcopy.TargetMode;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.internal.host.DeviceNumber;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Machine;
import io.quietcopy.internal.host.RecordedSystem;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SameFileCheckTest {
    private static final long MIB = 1 << 20;

    private Scratch scratch;
    private Path file;

    @BeforeEach
    void make() throws IOException {
        scratch = Scratch.create();
        file = DiskImages.random(scratch.file("image"), 4 * MIB, 1);
    }

    @AfterEach
    void remove() throws IOException {
        scratch.close();
    }

    private static Refused same(Path source, Path target, TargetMode mode) throws IOException {
        TargetSnapshot before = TargetSnapshot.of(source);
        Refused refused = Refused.by(source, target, mode).with(SAME_FILE).about(target);
        refused.advising(
                refused.exception().problem().contains(" are the same")
                        ? "Choose a target that is not the source."
                        : "Choose a target that shares no storage with the source.");
        before.assertUntouched();
        return refused;
    }

    @ParameterizedTest
    @EnumSource
    void samePath(TargetMode mode) throws IOException {
        same(file, file, mode).saying("are the same");
        same(file, scratch.path().resolve("./image"), mode).saying("are the same");
    }

    @ParameterizedTest
    @EnumSource
    void symbolicLink(TargetMode mode) throws IOException {
        Path link = Files.createSymbolicLink(scratch.file("link"), file);
        Path folderLink = Files.createSymbolicLink(scratch.file("folder"), scratch.path());
        same(file, link, mode);
        same(link, file, mode);
        same(link, folderLink.resolve("image"), mode);
    }

    @Test
    void hardLink() throws IOException {
        Path other = Files.createLink(scratch.file("other"), file);
        same(file, other, IN_PLACE).saying("the file " + file + " is the file " + other);
        same(file, other, CREATE_NEW).saying("are the same file");
        same(file, other, REPLACE).saying("are the same file");
        same(file, file, REPLACE).saying("are the same file");
    }

    @Test
    void emptyFile() throws IOException {
        Path empty = Files.createFile(scratch.file("empty"));
        same(empty, empty, IN_PLACE);
        same(empty, empty, REPLACE);
    }

    @Test
    void bindMount() throws IOException {
        Requirement.require(MOUNT);
        Path folder = Files.createDirectory(scratch.file("folder"));
        Path other = Files.createFile(scratch.file("other"));
        try (Machine.Undo whole = Machine.mount(scratch.path(), folder, "--bind")) {
            assertThat(whole).isNotNull();
            same(file, folder.resolve("image"), IN_PLACE);
            same(file, folder.resolve("image"), REPLACE);
            same(folder.resolve("image"), file, IN_PLACE);
        }
        try (Machine.Undo one = Machine.mount(file, other, "--bind")) {
            assertThat(one).isNotNull();
            same(file, other, IN_PLACE);
            same(other, file, IN_PLACE);
        }
    }

    @Test
    void anotherNodeOfTheDevice() throws IOException {
        Requirement.require(LOOP);
        try (LoopDevice loop = LoopDevice.attach(file, 512)) {
            Path node = scratch.file("node");
            DeviceNumber number = FileFacts.of(loop.path()).deviceNumber();
            Machine.run("mknod", node.toString(), "b", "" + number.major(), "" + number.minor());
            same(loop.path(), node, IN_PLACE).saying("are the same: " + loop.name());
            same(node, loop.path(), IN_PLACE);
            same(node, loop.path(), CREATE_NEW).saying("are the same device");
        }
    }

    @Test
    void partitions() throws IOException {
        Requirement.require(LOOP, PARTITIONS);
        try (LoopDevice loop = LoopDevice.over(file)
                .partition(MIB, MIB)
                .partition(2 * MIB, MIB)
                .attach()) {
            Path first = loop.partitions().get(0);
            Path second = loop.partitions().get(1);
            same(loop.path(), first, IN_PLACE).saying("overlap: " + loop.name() + " and " + first.getFileName());
            same(first, loop.path(), IN_PLACE);
            same(file, first, IN_PLACE);
            same(first, file, IN_PLACE);
            assertThat(Refused.accepted(first, second, IN_PLACE).finalLengthBytes())
                    .isEqualTo(MIB);
        }
    }

    @Test
    void loopDevices() throws IOException {
        Requirement.require(LOOP);
        try (LoopDevice loop = LoopDevice.attach(file, 512);
                LoopDevice again = LoopDevice.attach(file, 4096);
                LoopDevice nested = LoopDevice.over(loop.path()).attach()) {
            same(file, loop.path(), IN_PLACE).saying("overlap: they share bytes of the file " + file);
            same(loop.path(), file, IN_PLACE);
            same(loop.path(), file, REPLACE);
            same(loop.path(), again.path(), IN_PLACE);
            same(file, nested.path(), IN_PLACE);
            same(nested.path(), file, IN_PLACE);
            same(nested.path(), again.path(), IN_PLACE);
            same(loop.path(), nested.path(), IN_PLACE);
        }
    }

    @Test
    void disjointPartsOfOneFile() throws IOException {
        Requirement.require(LOOP);
        try (LoopDevice low = LoopDevice.over(file).range(0, 2 * MIB).attach();
                LoopDevice high = LoopDevice.over(file).range(2 * MIB, 2 * MIB).attach();
                LoopDevice across =
                        LoopDevice.over(file).range(2 * MIB - 512, 512 * 2).attach()) {
            same(low.path(), across.path(), IN_PLACE);
            same(across.path(), high.path(), IN_PLACE);
            // Now only the third, which shows bytes of the target, stands in the way; and it may be tolerated.
            CheckedCopy copy = Preflight.check(
                    Refused.request(low.path(), high.path(), IN_PLACE),
                    ZeroPolicy.SPARSE,
                    GuardPolicy.WARN,
                    Refused.HERE);
            assertThat(copy.notes()).contains("loop device " + across.name() + " shows the target " + high.path());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "BTRFS"})
    void fileSystemOnTheOtherSide(FileSystemKind kind) throws IOException {
        Requirement.require(kind);
        try (MountedFileSystem mounted = MountedFileSystem.of(kind).mount()) {
            Path device = mounted.device().orElseThrow().path();
            Path image = mounted.image().orElseThrow();
            Path inside = Files.writeString(mounted.file("inside"), "content");
            stored(device, mounted.file("new"), CREATE_NEW).saying("overlap: the target is stored on the source");
            stored(device, inside, IN_PLACE).saying("overlap: the target is stored on the source");
            stored(image, inside, IN_PLACE).saying("overlap: the target is stored on the source (the file " + image);
            stored(inside, device, IN_PLACE).saying("overlap: the source is stored on the target");
            stored(inside, image, IN_PLACE).saying("overlap: the source is stored on the target");
        }
    }

    /** Without a look at the bytes: a mounted file system changes its device whenever it likes. */
    private static Refused stored(Path source, Path target, TargetMode mode) {
        return Refused.when(() -> Preflight.check(
                        Refused.request(source, target, mode), ZeroPolicy.SPARSE, GuardPolicy.REFUSE, Refused.HERE))
                .with(SAME_FILE)
                .advising("Choose a target that shares no storage with the source.");
    }

    @Test
    void deviceMapperOverTheOtherSide() throws IOException {
        Requirement.require(LOOP, ROOT);
        try (LoopDevice loop = LoopDevice.attach(file, 512)) {
            String number = FileFacts.of(loop.path()).deviceNumber().toString();
            // vg-one and vg-two share a disk, as volumes do; vg-top is made of vg-one.
            RecordedSystem system = new RecordedSystem(scratch.file("system"))
                    .disk("loop0", number, 8192)
                    .disk("dm-0", "240:0", 4096)
                    .disk("dm-1", "240:1", 4096)
                    .disk("dm-2", "240:2", 4096)
                    .holds("dm-0", "loop0")
                    .holds("dm-1", "loop0")
                    .holds("dm-2", "dm-0");
            Path one = node("one", 0);
            Path top = node("top", 2);
            for (Path target : new Path[] {one, top}) {
                Refused.by(Refused.request(loop.path(), target, IN_PLACE), system.host())
                        .with(SAME_FILE)
                        .saying("overlap: the target is stored on the source");
            }
            // The same tables with the loop device in the place of one of the volumes: they do not overlap.
            RecordedSystem volumes = new RecordedSystem(scratch.file("volumes"))
                    .disk("sda", "240:9", 8192)
                    .disk("dm-0", number, 4096)
                    .disk("dm-1", "240:1", 8192)
                    .holds("dm-0", "sda")
                    .holds("dm-1", "sda");
            assertThat(Refused.accepted(Refused.request(loop.path(), node("two", 1), IN_PLACE), volumes.host())
                            .finalLengthBytes())
                    .isEqualTo(4 * MIB);
        }
    }

    private Path node(String name, int minor) throws IOException {
        Path node = scratch.file(name);
        Machine.run("mknod", node.toString(), "b", "240", Integer.toString(minor));
        return node;
    }
}
