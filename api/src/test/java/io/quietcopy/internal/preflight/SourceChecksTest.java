package io.quietcopy.internal.preflight;

import static io.quietcopy.ErrorCode.SOURCE_KIND_UNSUPPORTED;
import static io.quietcopy.ErrorCode.SOURCE_MISSING;
import static io.quietcopy.ErrorCode.SOURCE_UNREADABLE;
import static io.quietcopy.TargetMode.CREATE_NEW;
import static io.quietcopy.testbed.Requirement.LOOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.Machine;
import io.quietcopy.spi.FileKind;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceChecksTest {
    private static final String KIND_REMEDY = "Name a regular file or a block device as the source.";
    private static final String STREAM_REMEDY = "Write what comes out of it to a regular file first, and copy that.";

    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void nameTheTarget() {
        target = folder.resolve("target");
    }

    @Test
    void missing() throws IOException {
        Path source = folder.resolve("no/such/source");
        Refused.by(source, target, CREATE_NEW)
                .with(SOURCE_MISSING)
                .about(source)
                .saying("does not exist", "the nearest folder above it that exists is " + folder)
                .advising("Check the source path.");
    }

    @Test
    void danglingLink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("gone"));
        Refused.by(link, target, CREATE_NEW)
                .with(SOURCE_MISSING)
                .saying("is a symbolic link to gone, which does not exist")
                .advising("Correct the link, or name the file itself.");
    }

    @Test
    void linkToItself() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));
        Refused.by(link, target, CREATE_NEW)
                .with(SOURCE_MISSING)
                .saying("is a symbolic link to link")
                .advising("Correct the link, or name the file itself.");
    }

    @Test
    void belowAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Refused.by(file.resolve("source"), target, CREATE_NEW)
                .with(SOURCE_MISSING)
                .saying(file + " is a regular file, not a folder")
                .advising("Check the source path.");
    }

    @Test
    void nameTooLong() throws IOException {
        Refused.by(folder.resolve("x".repeat(256)), target, CREATE_NEW)
                .with(SOURCE_MISSING)
                .saying("longer than Linux takes")
                .advising("Check the source path.");
    }

    @Test
    void folder() throws IOException {
        Refused.by(folder, target, CREATE_NEW)
                .with(SOURCE_KIND_UNSUPPORTED)
                .saying("is a folder")
                .advising("Name a regular file or a block device: a folder is not an image.");
    }

    @Test
    void fifoDoesNotBlock() throws IOException {
        Path fifo = folder.resolve("fifo");
        Machine.run("mkfifo", fifo.toString());
        Path link = Files.createSymbolicLink(folder.resolve("link"), fifo);
        for (Path source : new Path[] {fifo, link}) {
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Refused.by(source, target, CREATE_NEW))
                    .with(SOURCE_KIND_UNSUPPORTED)
                    .saying("is a FIFO")
                    .advising(STREAM_REMEDY);
        }
    }

    @Test
    void socket() throws IOException {
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Refused.by(socket, target, CREATE_NEW)
                    .with(SOURCE_KIND_UNSUPPORTED)
                    .saying("is a socket")
                    .advising(STREAM_REMEDY);
        }
    }

    @Test
    void characterDevice() throws IOException {
        for (String source : new String[] {"/dev/null", "/dev/zero"}) {
            Refused.by(Path.of(source), target, CREATE_NEW)
                    .with(SOURCE_KIND_UNSUPPORTED)
                    .saying("is a character device")
                    .advising(KIND_REMEDY);
        }
    }

    @Test
    void fileThatTheKernelMakesUp() throws IOException {
        Refused.by(Path.of("/proc/self/status"), target, CREATE_NEW)
                .with(SOURCE_KIND_UNSUPPORTED)
                .saying("a file that the kernel makes up (proc)")
                .advising("Write what it says to a regular file first, for example with cat, and copy that.");
    }

    @Test
    void emptyDevice() throws IOException {
        Requirement.require(LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.over(DiskImages.allocateSparse(scratch.file("img"), 0))
                        .directIo(false)
                        .attach()) {
            Refused.by(loop.path(), target, CREATE_NEW)
                    .with(SOURCE_UNREADABLE)
                    .saying("the source device " + loop.path() + " is empty")
                    .advising("Attach the image or insert the medium first, or name another device.");
        }
    }

    @Test
    void resolvesLinksOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "12345");
        Path middle = Files.createSymbolicLink(folder.resolve("middle"), Path.of("file"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), middle);
        CheckedCopy copy = Refused.accepted(link, target, CREATE_NEW);
        assertThat(copy.source().path()).isEqualTo(file.toRealPath());
        assertThat(copy.source().identity()).isEqualTo(FileFacts.of(file).identity());
        assertThat(copy.source().kind()).isEqualTo(FileKind.FILE);
        assertThat(copy.source().lengthBytes()).isEqualTo(5);
        assertThat(copy.totalBytes()).isEqualTo(5);
        assertThat(copy.rangeCount()).isEqualTo(1);
    }

    @Test
    void takesRealDevicesThroughLinks() throws IOException {
        Requirement.require(LOOP);
        for (int sector : new int[] {512, 4096}) {
            try (Scratch scratch = Scratch.create();
                    LoopDevice loop =
                            LoopDevice.attach(DiskImages.allocateSparse(scratch.file("img"), 1 << 20), sector)) {
                Path link = Files.createSymbolicLink(scratch.file("lv"), loop.path());
                CheckedCopy copy = Refused.accepted(link, target, CREATE_NEW);
                assertThat(copy.source().path()).isEqualTo(loop.path());
                assertThat(copy.source().kind()).isEqualTo(FileKind.BLOCK_DEVICE);
                assertThat(copy.source().lengthBytes()).isEqualTo(1 << 20);
                assertThat(copy.source().logicalBlockBytes()).isEqualTo(sector);
                assertThat(copy.sourceAllocatedBytes()).isEmpty();
                assertThat(copy.notes())
                        .containsExactly("free space not checked: it is not known how much of the source holds data");
            }
        }
    }
}
