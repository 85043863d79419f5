package io.quietcopy.internal.host;

import static io.quietcopy.testbed.Requirement.LOOP;
import static io.quietcopy.testbed.Requirement.UTF8_NAMES;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageFactsTest {
    private final Host host = Host.local(Optional.empty());

    @TempDir
    Path folder;

    @Test
    void countsAllocatedBytesOfAnyName() throws IOException {
        Requirement.require(UTF8_NAMES);
        for (String name : new String[] {"plain", "-rf", "a b\nc", "\u00e4\u4e2d", "x='$(id)'"}) {
            Path sparse = DiskImages.allocateSparse(folder.resolve(name), 1L << 30);
            assertThat(StorageFacts.allocatedBytes(FileFacts.of(sparse), host))
                    .as(name)
                    .hasValue(0);
            Path full = DiskImages.random(folder.resolve(name + "2"), 1 << 20, 1);
            assertThat(StorageFacts.allocatedBytes(FileFacts.of(full), host).orElseThrow())
                    .as(name)
                    .isBetween(1L << 20, (1L << 20) + 65536);
        }
    }

    @Test
    void doesNotKnowWhatADeviceHolds() throws IOException {
        Requirement.require(LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.attach(DiskImages.random(scratch.file("img"), 1 << 20, 1), 512)) {
            assertThat(StorageFacts.allocatedBytes(FileFacts.of(loop.path()), host))
                    .isEmpty();
        }
    }

    @Test
    void doesNotKnowWhatIsGone() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        FileFacts facts = FileFacts.of(file);
        Files.delete(file);
        assertThat(StorageFacts.allocatedBytes(facts, host)).isEmpty();
        assertThat(StorageFacts.freeBytes(folder.resolve("missing"))).isEmpty();
    }

    @Test
    void asksTheHostServicesFirst() throws IOException {
        FileFacts facts = FileFacts.of(Files.writeString(folder.resolve("file"), "x"));
        FakeServices services = new FakeServices();
        services.allocated = 4711;
        assertThat(StorageFacts.allocatedBytes(facts, Host.local(Optional.of(services))))
                .hasValue(4711);
        services.unsupported = true;
        assertThat(StorageFacts.allocatedBytes(facts, Host.local(Optional.of(services)))
                        .orElseThrow())
                .isLessThanOrEqualTo(4096);
    }

    @Test
    void tellsFreeSpace() throws IOException {
        long expected = Files.getFileStore(folder).getUsableSpace();
        assertThat(StorageFacts.freeBytes(folder).orElseThrow()).isBetween(expected / 2, expected * 2);
        assertThat(StorageFacts.freeBytes(Path.of("/proc"))).isEmpty();
    }
}
