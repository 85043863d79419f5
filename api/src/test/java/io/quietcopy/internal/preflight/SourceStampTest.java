package io.quietcopy.internal.preflight;

import static io.quietcopy.SourceChangePolicy.FAIL;
import static io.quietcopy.SourceChangePolicy.FIXED_LENGTH;
import static io.quietcopy.testbed.Requirement.LOOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import io.quietcopy.SourceChangePolicy;
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
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceStampTest {
    private static final String CHANGED_REMEDY =
            "Copy a snapshot, stop whoever writes, or set source-change=fixed-length.";

    @TempDir
    Path folder;

    private Path source;
    private SourceStamp stamp;

    @BeforeEach
    void make() throws IOException {
        source = Files.writeString(folder.resolve("source"), "0123456789").toRealPath();
        stamp = stamp(source);
    }

    private SourceStamp stamp(Path path) throws IOException {
        return Refused.accepted(path, folder.resolve("target"), TargetMode.CREATE_NEW)
                .stamp();
    }

    private void fine(SourceChangePolicy policy) {
        assertThatCode(() -> stamp.check(policy, CopyPhase.TRANSFER, Refused.HERE))
                .doesNotThrowAnyException();
    }

    private CopyException failed(SourceChangePolicy policy, ErrorCode code) {
        CopyException failure =
                catchThrowableOfType(CopyException.class, () -> stamp.check(policy, CopyPhase.TRANSFER, Refused.HERE));
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.phase()).contains(CopyPhase.TRANSFER);
        assertThat(failure.path()).contains(stamp.path());
        return failure;
    }

    @Test
    void unchanged() throws IOException {
        assertThat(Files.readString(source)).isNotEmpty();
        Machine.run("chmod", "400", source.toString());
        Files.createLink(folder.resolve("link"), source);
        fine(FAIL);
    }

    @Test
    void written() throws IOException {
        Files.setLastModifiedTime(source, FileTime.fromMillis(1_000_000));
        assertThat(failed(FAIL, ErrorCode.SOURCE_CHANGED).remedy()).isEqualTo(CHANGED_REMEDY);
        fine(FIXED_LENGTH);
    }

    @Test
    void grown() throws IOException {
        Files.writeString(source, "x", StandardOpenOption.APPEND);
        assertThat(failed(FAIL, ErrorCode.SOURCE_CHANGED).problem()).contains("grew from 10 to 11 bytes");
        fine(FIXED_LENGTH);
    }

    @Test
    void shrunk() throws IOException {
        try (FileChannel channel = FileChannel.open(source, StandardOpenOption.WRITE)) {
            channel.truncate(9);
        }
        for (SourceChangePolicy policy : SourceChangePolicy.values()) {
            CopyException failure = failed(policy, ErrorCode.SOURCE_SHRANK);
            assertThat(failure.problem()).contains("shrank from 10 to 9 bytes");
            assertThat(failure.byteOffset()).hasValue(9);
            assertThat(failure.remedy()).isEqualTo("Copy a snapshot, or stop whoever truncates the source.");
        }
    }

    @Test
    void exchanged() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "0123456789");
        Files.move(source, folder.resolve("old"));
        Files.move(other, source);
        assertThat(failed(FAIL, ErrorCode.SOURCE_CHANGED).problem()).contains("exchanged for another file");
        fine(FIXED_LENGTH);
        Files.delete(source);
        Machine.run("mkfifo", source.toString());
        failed(FAIL, ErrorCode.SOURCE_CHANGED);
    }

    @Test
    void removed() throws IOException {
        Files.delete(source);
        assertThat(failed(FAIL, ErrorCode.SOURCE_CHANGED).problem()).contains("was removed");
        fine(FIXED_LENGTH);
    }

    @Test
    void devicesHaveNoTimes() throws IOException {
        Requirement.require(LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.attach(DiskImages.allocateSparse(scratch.file("img"), 2 << 20), 512)) {
            stamp = stamp(loop.path());
            DiskImages.flipBit(loop.path(), 5, 1);
            fine(FAIL);
            try (FileChannel channel = FileChannel.open(loop.backing(), StandardOpenOption.WRITE)) {
                channel.truncate(1 << 20);
            }
            loop.refreshSize();
            failed(FIXED_LENGTH, ErrorCode.SOURCE_SHRANK);
            DiskImages.allocateSparse(scratch.file("longer"), 3 << 20);
            Machine.run("truncate", "-s", "3M", loop.backing().toString());
            loop.refreshSize();
            failed(FAIL, ErrorCode.SOURCE_CHANGED);
            fine(FIXED_LENGTH);
        }
    }
}
