package io.quietcopy.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.spi.FileKind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFactsTest {
    @TempDir
    Path folder;

    @Test
    void tellsTheKinds() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "12345");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Path fifo = folder.resolve("fifo");
        Machine.run("mkfifo", fifo.toString());
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertThat(kind(socket)).isEqualTo(FileFacts.Kind.SOCKET);
        }
        assertThat(kind(file)).isEqualTo(FileFacts.Kind.FILE);
        assertThat(kind(link)).isEqualTo(FileFacts.Kind.SYMBOLIC_LINK);
        assertThat(kind(fifo)).isEqualTo(FileFacts.Kind.FIFO);
        assertThat(kind(folder)).isEqualTo(FileFacts.Kind.FOLDER);
        assertThat(kind(Path.of("/dev/null"))).isEqualTo(FileFacts.Kind.CHARACTER_DEVICE);
    }

    @Test
    void tellsWhatStatTells() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "12345");
        Files.createLink(folder.resolve("other"), file);
        Machine.run("chmod", "4640", file.toString());
        FileFacts facts = FileFacts.of(file);
        assertThat(Machine.run("stat", "-c", "%d %i %h %u %s", file.toString()).strip())
                .isEqualTo(facts.device() + " " + facts.inode() + " " + facts.links() + " " + facts.uid() + " "
                        + facts.sizeBytes());
        assertThat(facts.mode()).isEqualTo(04640);
        assertThat(facts.links()).isEqualTo(2);
        assertThat(facts.copyKind()).isEqualTo(FileKind.FILE);
        assertThat(facts.identity())
                .isEqualTo(FileFacts.of(folder.resolve("other")).identity());
        assertThat(facts.modified()).isEqualTo(Files.getLastModifiedTime(file));
    }

    @Test
    void tellsWhatIsMissing() throws IOException {
        Path missing = folder.resolve("missing");
        assertThat(FileFacts.find(missing)).isEmpty();
        assertThatThrownBy(() -> FileFacts.of(missing)).isInstanceOf(NoSuchFileException.class);
    }

    private static FileFacts.Kind kind(Path path) throws IOException {
        return FileFacts.of(path).kind();
    }
}
