package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UndoTest {

    /** Makes one of everything, freezes it, lets a thread hang in it, and ends without closing anything. */
    static final class Careless {

        private Careless() {}

        public static void main(String[] args) throws Exception {
            MountedFileSystem below = MountedFileSystem.of(FileSystemKind.EXT4).mount();
            MountedFileSystem above = MountedFileSystem.of(FileSystemKind.EXT4)
                    .imageIn(below.path())
                    .mount();
            NbdStore store = NbdStore.over(DiskImages.allocateSparse(below.file("disk"), Blocks.MIB))
                    .start();
            MemoryCgroup group = MemoryCgroup.create();
            above.freeze();
            below.freeze();
            Thread hanging = new Thread(() -> {
                try {
                    Files.createFile(above.file("file"));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            hanging.setDaemon(true);
            hanging.start();
            if (!Processes.awaitHang(ProcessHandle.current().pid(), Duration.ofSeconds(10))) {
                throw new IllegalStateException("nothing hangs");
            }
            System.out.println(below.path() + "\n" + above.path() + "\n" + store.file() + "\n" + group.folder());
            System.exit(7);
        }
    }

    @Test
    void everythingIsUndoneWhenTheJvmEndsWithoutClosing() throws IOException {
        Requirement.require(
                FileSystemKind.EXT4,
                Requirement.FSFREEZE,
                Requirement.NBDKIT,
                Requirement.NBDFUSE,
                Requirement.CGROUP_MEMORY);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Careless.class.getName());

        Tool.Outcome careless = Tool.attempt(new ProcessBuilder(command), Duration.ofSeconds(30));

        assertThat(careless.status()).as(careless.describe()).isEqualTo(7);
        assertThat(careless.err()).doesNotContain("could not undo");
        List<Path> made = careless.out().lines().map(Path::of).toList();
        assertThat(made).hasSize(4);
        String devices = Tool.run("losetup", "--list", "--noheadings", "--output", "BACK-FILE")
                .out();
        for (Path path : made) {
            assertThat(path).doesNotExist();
            assertThat(Mounts.points()).doesNotContain(path, path.getParent());
            assertThat(devices).doesNotContain(path.getParent().toString());
        }
    }
}
