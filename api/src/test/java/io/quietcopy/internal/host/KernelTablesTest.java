package io.quietcopy.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelTablesTest {
    @Property
    void readsBackEveryEscapedByte(@ForAll byte[] bytes) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : bytes) {
            boolean special = b == ' ' || b == '\t' || b == '\n' || b == '\\' || b == '#';
            escaped.append(special ? String.format("\\%03o", b) : Character.toString(b & 0xff));
        }
        assertThat(KernelText.unescape(escaped.toString()).getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(bytes);
    }

    @Test
    void leavesOtherBackslashesAlone() {
        assertThat(KernelText.unescape("a\\b\\04\\999\\777")).isEqualTo("a\\b\\04\\999\\777");
    }

    @Test
    void readsSwaps(@TempDir Path folder) throws IOException {
        RecordedSystem system = new RecordedSystem(folder.resolve("root"))
                .swaps(
                        "/dev/sda2                               partition\t8388604\t0\t-2",
                        "/swap\\040file\t\t\t\tfile\t\t1048572\t\t0\t\t-3",
                        "/swapfile2\\040(deleted)               file 1 0 -4");
        assertThat(Swaps.read(system.host()))
                .containsExactly(
                        new Swaps.Swap(Path.of("/dev/sda2"), true),
                        new Swaps.Swap(Path.of("/swap file"), false),
                        new Swaps.Swap(Path.of("/swapfile2 (deleted)"), false));
        assertThat(Swaps.read(new RecordedSystem(folder.resolve("none")).host()))
                .isEmpty();
        assertThat(Swaps.read(new Host(Optional.empty(), folder, folder))).isEmpty();
    }

    @Test
    void readsTheLimitOfFileLengths(@TempDir Path folder) throws IOException {
        Host host = new RecordedSystem(folder).host();
        assertThat(ProcessLimits.fileSizeBytes(host)).isEmpty();
        Path limits = host.proc().resolve("self/limits");
        Machine.write(limits, "Limit   Soft Limit Hard Limit Units\nMax file size     1024   unlimited   bytes\n");
        assertThat(ProcessLimits.fileSizeBytes(host)).hasValue(1024);
        Machine.write(limits, "Max file size             unlimited            unlimited            bytes\n");
        assertThat(ProcessLimits.fileSizeBytes(host)).isEmpty();
        Machine.write(limits, "Max file size\n");
        assertThat(ProcessLimits.fileSizeBytes(host)).isEmpty();
    }
}
