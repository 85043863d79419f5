package io.quietcopy.internal.preflight;

import static io.quietcopy.TargetMode.CREATE_NEW;
import static io.quietcopy.TargetMode.IN_PLACE;
import static io.quietcopy.TargetMode.REPLACE;
import static io.quietcopy.testbed.Requirement.LOOP;
import static io.quietcopy.testbed.Requirement.MKFS_EXT4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CopyPhase;
import io.quietcopy.CopyRefusedException;
import io.quietcopy.ErrorCode;
import io.quietcopy.GuardPolicy;
import io.quietcopy.TargetMode;
import io.quietcopy.internal.host.Machine;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetRecheckTest {
    private static final String REMEDY = "Find out who else works on the target, and try again.";

    @TempDir
    Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void make() throws IOException {
        source = Files.writeString(folder.resolve("source"), "new");
        target = Files.writeString(folder.resolve("target"), "old");
    }

    private static CopyRefusedException refused(CheckedCopy copy, ErrorCode code) throws IOException {
        TargetSnapshot before = TargetSnapshot.of(copy.targetPath());
        CopyRefusedException refusal = catchThrowableOfType(
                CopyRefusedException.class, () -> TargetRecheck.run(copy, GuardPolicy.REFUSE, Refused.HERE));
        before.assertUntouched();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.phase()).contains(CopyPhase.STAGE);
        return refusal;
    }

    @Test
    void unchanged() throws IOException {
        for (TargetMode mode : new TargetMode[] {REPLACE, IN_PLACE}) {
            CheckedCopy copy = Refused.accepted(source, target, mode);
            try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                assertThat(channel.isOpen()).isTrue();
                assertThat(TargetRecheck.run(copy, GuardPolicy.REFUSE, Refused.HERE))
                        .isEmpty();
            }
        }
        CheckedCopy fresh = Refused.accepted(source, folder.resolve("new"), CREATE_NEW);
        Files.writeString(folder.resolve("temporary"), "x");
        assertThat(TargetRecheck.run(fresh, GuardPolicy.REFUSE, Refused.HERE)).isEmpty();
    }

    @Test
    void exchangedOrRemoved() throws IOException {
        CheckedCopy copy = Refused.accepted(source, target, IN_PLACE);
        Path kept = Files.move(target, folder.resolve("kept"));
        CopyRefusedException gone = refused(copy, ErrorCode.TARGET_CHANGED);
        assertThat(gone.problem()).contains("has been removed since it was checked");
        assertThat(gone.remedy()).isEqualTo(REMEDY);
        Files.createSymbolicLink(target, kept);
        assertThat(refused(copy, ErrorCode.TARGET_CHANGED).problem()).contains("has been exchanged for another");
        Files.delete(target);
        Files.writeString(target, "another");
        assertThat(refused(copy, ErrorCode.TARGET_CHANGED).remedy()).isEqualTo(REMEDY);
    }

    @Test
    void folderExchanged() throws IOException {
        Path parent = Files.createDirectory(folder.resolve("parent"));
        CheckedCopy copy = Refused.accepted(source, parent.resolve("new"), CREATE_NEW);
        Files.move(parent, folder.resolve("moved"));
        Files.createDirectory(parent);
        assertThat(refused(copy, ErrorCode.TARGET_CHANGED).problem())
                .contains("the target's folder", "has been exchanged for another");
    }

    @Test
    void mountedMeanwhile() throws IOException {
        Requirement.require(LOOP, MKFS_EXT4);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.attach(DiskImages.allocateSparse(scratch.file("img"), 8 << 20), 512)) {
            Machine.run("mkfs.ext4", "-q", loop.path().toString());
            CheckedCopy copy = Refused.accepted(source, loop.path(), IN_PLACE);
            try (FileChannel channel = FileChannel.open(loop.path(), StandardOpenOption.WRITE)) {
                assertThat(channel.isOpen()).isTrue();
                assertThat(TargetRecheck.run(copy, GuardPolicy.REFUSE, Refused.HERE))
                        .isEmpty();
                Path point = Files.createDirectory(scratch.file("point"));
                try (Machine.Undo mount = Machine.mount(loop.path(), point, "-o", "ro,noload")) {
                    assertThat(mount).isNotNull();
                    assertThat(refused(copy, ErrorCode.TARGET_MOUNTED).remedy())
                            .isEqualTo("Unmount it first (umount " + point + ").");
                }
            }
        }
    }
}
