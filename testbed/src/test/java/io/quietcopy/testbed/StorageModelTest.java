package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorageModelTest extends OnStorageModel {

    @Test
    void keepsWhatIsWrittenInAnyWay() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            Path reference = DiskImages.random(scratch.file("reference"), 5 * MIB + 4711, 1);
            Path copy = Files.copy(reference, model.file("copy"));
            ByteCompare.assertSame(reference, copy);

            // whole requests of 1 MiB, requests that span two chunks, and odd ones
            Path source = DiskImages.random(scratch.file("source"), 6 * MIB, 2);
            Tool.run("dd", "if=" + source, "of=" + copy, "bs=1M", "oflag=direct", "conv=notrunc");
            ByteCompare.assertSame(source, copy);
            Files.copy(source, reference, StandardCopyOption.REPLACE_EXISTING);
            for (Path file : List.of(reference, copy)) {
                Tool.run("dd", "if=" + source, "of=" + file, "bs=777777", "seek=1", "count=3", "conv=notrunc");
                Tool.run("truncate", "--size=3000001", file.toString());
                Tool.run("truncate", "--size=4000001", file.toString());
                Tool.run("fallocate", "--punch-hole", "--offset=1000001", "--length=1500000", file.toString());
            }
            ByteCompare.assertSame(reference, copy);
        }
    }

    @Test
    void keepsAHugeFileInLittleMemoryAndKnowsItsHoles() throws IOException {
        Path huge = DiskImages.allocateSparse(model.file("huge"), 1L << 40);
        write(huge, 700L << 30, SeededBytes.of(1, 0, 5000));

        assertThat(Files.size(huge)).isEqualTo(1L << 40);
        assertThat(Allocation.dataRanges(huge)).containsExactly(new Allocation.Range(700L << 30, 8192));
        assertThat(Allocation.allocatedBytes(huge)).isEqualTo(8192);
        assertThat(model.counters().storedBytes()).isEqualTo(8192);
        assertThat(read(huge, (700L << 30) - 1000, 6000)).endsWith(SeededBytes.of(1, 0, 5000));

        Files.delete(huge);
        assertThat(Await.until(LIMIT, () -> model.counters().storedBytes() == 0))
                .as("the kernel forgets a file later")
                .isTrue();
    }

    @Test
    void hasWhatAStagedCopyNeeds() throws IOException {
        Path staged = model.file("staged");
        try (FileChannel channel = FileChannel.open(staged, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> Files.createFile(staged)).isInstanceOf(FileAlreadyExistsException.class);
            Files.createLink(model.file("linked"), staged);
            assertThat(Files.getAttribute(staged, "unix:nlink")).isEqualTo(2);
            Files.delete(staged);
            channel.write(ByteBuffer.wrap(SeededBytes.of(1, 0, 100)));
            channel.force(false);
        }
        Files.setPosixFilePermissions(model.file("linked"), PosixFilePermissions.fromString("rw-r-----"));
        Path target = file("target", 10);
        assertThatThrownBy(() -> Tool.run("ln", model.file("linked").toString(), target.toString()))
                .hasMessageContaining("exists");
        Tool.run("mv", "--no-clobber", model.file("linked").toString(), target.toString());
        assertThat(Files.size(target)).isEqualTo(10);
        Files.move(model.file("linked"), target, StandardCopyOption.ATOMIC_MOVE);
        sync(model.path());

        assertThat(read(target, 0, 200)).isEqualTo(SeededBytes.of(1, 0, 100));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-r-----");
        try (var list = Files.list(model.path())) {
            assertThat(list).containsExactly(target);
        }
        assertThatThrownBy(() -> Files.delete(staged)).isInstanceOf(NoSuchFileException.class);
        assertThat(model.counters().folderFsyncs()).isEqualTo(1);
    }

    @Test
    void takesWritesToOneFileSideBySide() throws IOException {
        Path target = DiskImages.allocateSparse(model.file("target"), 4 * MIB);
        model.inject(StorageFault.on(StorageOperation.WRITE).hang());
        List<Process> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(Blocks.start(
                    "dd",
                    "if=/dev/urandom",
                    "of=" + target,
                    "bs=1M",
                    "count=1",
                    "seek=" + i,
                    "oflag=direct",
                    "iflag=fullblock",
                    "conv=notrunc"));
        }
        assertThat(model.awaitHanging(4, LIMIT)).isTrue();
        assertThat(model.counters().writes().inFlightBytes()).isEqualTo(4 * MIB);
        // not through ByteCompare: the kernel lets SEEK_DATA wait for the writes
        assertThat(read(target, 0, 4 * MIB)).containsOnly(0);

        model.release();
        for (Process writer : writers) {
            assertThat(Tool.ended(writer, LIMIT)).isTrue();
            assertThat(writer.exitValue()).isZero();
        }
        StorageCounters.Traffic writes = model.counters().writes();
        assertThat(writes).isEqualTo(new StorageCounters.Traffic(4, 4 * MIB, 0, 0, 4, 4 * MIB));
        assertThat(model.counters().storedBytes()).isEqualTo(4 * MIB);
    }

    @Test
    void countsWhatItIsAskedFor() throws IOException {
        Path file = file("file", 3 * MIB);
        model.resetCounters();
        Tool.run("dd", "if=" + file, "of=" + model.file("copy"), "bs=1M", "conv=fsync", "iflag=direct");
        sync(model.path());

        StorageCounters counters = model.counters();
        assertThat(counters.reads().bytes()).isEqualTo(3 * MIB);
        assertThat(counters.reads().requests()).isBetween(3L, 4L); // GNU dd 9 reads once more at the end
        assertThat(counters.writes()).isEqualTo(new StorageCounters.Traffic(3, 3 * MIB, 0, 0, 1, MIB));
        assertThat(counters.fsyncs()).isEqualTo(1);
        assertThat(counters.folderFsyncs()).isEqualTo(1);
        assertThat(counters.of(StorageOperation.CREATE)).isEqualTo(1);
        assertThat(counters.of(StorageOperation.FLUSH)).isPositive();
        assertThat(counters.faults()).isZero();
        assertThat(counters.storedBytes()).isEqualTo(6 * MIB);

        model.resetCounters();
        assertThat(model.counters().reads().requests()).isZero();
        assertThat(model.counters().writes().mostInFlight()).isZero();
    }

    @Test
    void keepsFilesOutOfThePageCacheUnlessToldOtherwise() throws Exception {
        Requirement.require(Requirement.CACHESTAT);
        Path past = file("past", MIB);
        Residency.warm(past);
        assertThat(Residency.of(past).pages()).isZero();

        PageReclaim.tolerate(() -> {
            try (StorageModel cached = StorageModel.builder().pageCache(true).start()) {
                Path through = Files.write(cached.file("through"), SeededBytes.of(1, 0, MIB));
                assertThat(Residency.of(through).bytes()).as("written").isEqualTo(MIB);
                assertThat(Residency.of(through).dirtyPages()).isZero();
                assertThat(Residency.evict(through)).isZero();
                Tool.run("dd", "if=" + through, "of=/dev/null", "bs=1M", "iflag=direct");
                assertThat(Residency.of(through).pages()).isZero();
                Residency.warm(through);
                assertThat(Residency.of(through).bytes()).as("read").isEqualTo(MIB);
                assertThat(cached.counters().reads().requests()).isLessThan(64);
                assertThat(Residency.evict(through)).isZero();
                cached.pageCache(false);
                Residency.warm(through);
                assertThat(Residency.of(through).pages())
                        .as("opened after the change")
                        .isZero();
            }
        });
    }

    @Test
    void isFullAtItsCapacityAndTellsNoHolesIfToldSo() throws IOException {
        try (StorageModel small =
                StorageModel.builder().capacityBytes(4 * MIB).extentMap(false).start()) {
            Path file = DiskImages.allocateSparse(small.file("file"), 8 * MIB);
            assertThat(Allocation.dataRanges(file)).containsExactly(new Allocation.Range(0, 8 * MIB));
            write(file, 0, new byte[3 * MIB]);
            assertThat(Files.getFileStore(file).getUsableSpace()).isEqualTo(MIB);
            assertThatThrownBy(() -> Files.write(small.file("more"), new byte[2 * MIB]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            write(file, 0, new byte[3 * MIB]);
        }
    }

    @Test
    void compilesWithoutWarnings() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            assertThat(ModelProgram.compile(scratch.path(), "-Wall", "-Wextra", "-Wshadow", "-Werror"))
                    .isExecutable();
        }
    }
}
