package io.quietcopy.engine.dd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quietcopy.CachePolicy;
import io.quietcopy.Copier;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyRefusedException;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.ErrorCode;
import io.quietcopy.SideMode;
import io.quietcopy.spi.ExtentCursor.Content;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** tmpfs accepts direct I/O, but nothing there is past the page cache, and nobody is told that it were. */
class FilesInMemoryTest {
    @Test
    void areCopiedButNotCalledDirect() throws Exception {
        Requirement.require(FileSystemKind.TMPFS);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem memory =
                        MountedFileSystem.of(FileSystemKind.TMPFS).mount();
                Copier copier = Copier.create(CopierConfig.defaults())) {
            Path source = DiskImages.random(scratch.file("source"), 3_000_003, 1);
            Path target = memory.file("target");
            CopyRequest strict = CopyRequest.from(source, target)
                    .engines("dd")
                    .cache(CachePolicy.REQUIRE_DIRECT)
                    .build();
            CopyRefusedException e = catchThrowableOfType(CopyRefusedException.class, () -> copier.copy(strict));
            assertThat(e.code()).isEqualTo(ErrorCode.DIRECT_REFUSED);
            assertThat(target).doesNotExist();

            CopyReport report =
                    copier.copy(CopyRequest.from(source, target).engines("dd").build());
            assertThat(report.targetMode().access()).isEqualTo(SideMode.Access.BUFFERED);
            assertThat(report.targetMode().reason()).contains("in memory");
            ByteCompare.assertSame(source, target);
        }
    }

    /** The source is read by blocks, and none of what is read beyond the range may arrive. */
    @Test
    void takeNothingBeyondARangeOfWhichNothingIsKnown() throws Exception {
        Requirement.require(FileSystemKind.TMPFS);
        try (Scratch scratch = Scratch.create();
                MountedFileSystem memory =
                        MountedFileSystem.of(FileSystemKind.TMPFS).mount()) {
            Path source = DiskImages.random(scratch.file("source"), 100_000, 1);
            Path target = memory.file("target");

            TestCopy.staged(source, target)
                    .extent(0, 0, 33_001, Content.UNKNOWN)
                    .run(new TestControl());

            assertThat(ByteCompare.firstDifference(source, 0, target, 0, 33_001))
                    .isEmpty();
            byte[] rest = Arrays.copyOfRange(Files.readAllBytes(target), 33_001, 100_000);
            assertThat(rest).containsOnly(0);
        }
    }
}
