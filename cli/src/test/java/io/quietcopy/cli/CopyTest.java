package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.cli.CommandProcess.Ended;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code quietcopy copy} and what belongs to it, on real files. */
@Timeout(120)
class CopyTest {
    private static final int MIB = 1 << 20;

    private Scratch scratch;
    private Path source;
    private Path target;

    @BeforeEach
    void makeSource() throws IOException {
        scratch = Scratch.create();
        // No multiple of a sector: the last bytes of an image are the ones that get lost.
        source = DiskImages.random(scratch.file("source"), 3 * MIB + 511, 1);
        target = scratch.file("target");
    }

    @AfterEach
    void removeFolder() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    @Test
    void copiesAnImageWithAFileSystem() throws IOException {
        Requirement.require(Requirement.MKFS_EXT4);
        Path image = DiskImages.ext4(scratch.file("image.raw"), 64 * MIB, 300, 7);
        Ended ended = CommandProcess.run("copy", image, target);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        assertThat(ended.out().lines().toList()).first().asString().matches("Copied 64 MiB in .*");
        assertThat(ended.out()).contains("\n  engine    native\n", "\n  safe      flushed to the storage\n");
        ByteCompare.assertSame(image, target);
        DiskImages.checkExt4(target);
    }

    @Test
    void theReportIsAsItsSchemaSays() throws IOException {
        Ended ended = CommandProcess.run("copy", "--json", "--label", "nightly", source, target);
        Map<String, Object> report = JsonTree.of(ended.out());
        assertThat(report).containsKeys(required("copy-report.schema.json"));
        assertThat(report)
                .containsEntry("label", "nightly")
                .containsEntry("target", target.toString())
                .containsEntry("engine", "native")
                .containsEntry("totalBytes", 3L * MIB + 511)
                .containsEntry("durable", true);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
    }

    @Test
    void anExistingTargetIsRefusedUntouched() throws IOException {
        Files.writeString(target, "precious");
        Map<String, Object> before = Files.readAttributes(target, "unix:ino,lastModifiedTime,ctime,size");
        Ended ended = CommandProcess.run("copy", source, target);
        assertThat(ended.err())
                .startsWith("quietcopy: the target " + target)
                .contains("\n  target      untouched\n", "--replace", "--in-place", "\n  code        target-exists\n");
        assertThat(ended.out()).isEmpty();
        assertThat(ended.status()).isEqualTo(3);
        assertThat(target).hasContent("precious");
        assertThat(Files.readAttributes(target, "unix:ino,lastModifiedTime,ctime,size"))
                .isEqualTo(before);
    }

    @Test
    void anErrorIsJsonOnStandardOutputAndTextOnStandardError() throws IOException {
        Files.writeString(target, "precious");
        Ended ended = CommandProcess.run("copy", "--json", source, target);
        assertThat(JsonTree.of(ended.out())).containsEntry("exit", 3L);
        assertThat(ended.err()).contains("exists").doesNotContain("\tat ");
    }

    @Test
    void replacesAndWritesInPlace() throws IOException {
        Files.write(target, new byte[5 * MIB]);
        assertThat(CommandProcess.run("copy", "--quiet", "--replace", source, target))
                .isEqualTo(new Ended(0, "", ""));
        ByteCompare.assertSame(source, target);

        Files.write(target, new byte[5 * MIB]);
        assertThat(CommandProcess.run("copy", "--quiet", "--in-place", source, target))
                .isEqualTo(new Ended(0, "", ""));
        assertThat(Files.size(target)).isEqualTo(5 * MIB);
        ByteCompare.assertSame(source, 0, target, 0, Files.size(source));
    }

    @Test
    void copiesChangedBlocks() throws IOException {
        Path changed = Files.write(scratch.file("changed"), Files.readAllBytes(source));
        try (RandomAccessFile file = new RandomAccessFile(changed.toFile(), "rw")) {
            for (long offset : new long[] {0, 1000, MIB + 7, 3 * MIB + 500}) {
                file.seek(offset);
                file.write("changed".getBytes(StandardCharsets.US_ASCII));
            }
        }
        Files.copy(source, target);
        Path ranges = Files.writeString(
                scratch.file("ranges"),
                "# four blocks\n0:0:512\n1000:1000:7 # not aligned\n1MiB:1MiB:4KiB\n" + (3 * MIB) + ":3MiB:511\n");
        Ended ended = CommandProcess.run("copy", "--in-place", "--ranges", ranges, changed, target);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        ByteCompare.assertSame(changed, target);
    }

    @Test
    void rangesMayBeOptionsInAnyOrder() throws IOException {
        Ended ended = CommandProcess.run("copy", "--range", "1MiB:512:1KiB", "--range", "0:0:512", source, target);
        assertThat(ended.err()).isEmpty();
        assertThat(Files.size(target)).isEqualTo(1536);
        ByteCompare.assertSame(source, 0, target, 0, 512);
        ByteCompare.assertSame(source, MIB, target, 512, 1024);
    }

    @Test
    void aMistakeInARangesFileIsNamed() throws IOException {
        Path ranges = Files.writeString(scratch.file("ranges"), "0:0:512\n0:1024\n");
        Ended ended = CommandProcess.run("copy", "--ranges", ranges, source, target);
        assertThat(ended.err().replaceAll("\\s+", " "))
                .contains("line 2 of " + ranges)
                .contains("code ranges-unreadable");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(target).doesNotExist();
    }

    @Test
    void aRangeOutsideTheSourceIsRefused() {
        Ended ended = CommandProcess.run("copy", "--range", "3MiB:0:1MiB", source, target);
        assertThat(ended.err()).contains("code        range-outside-source");
        assertThat(ended.status()).isEqualTo(3);
        assertThat(target).doesNotExist();
    }

    @Test
    void anEngineThatIsNotThereHasAnExitStatusOfItsOwn() {
        Ended ended = CommandProcess.run("copy", "--engine", "nonesuch", source, target);
        assertThat(ended.err())
                .contains("nonesuch")
                .contains("code        no-engine")
                .doesNotContain("\tat ");
        assertThat(ended.status()).isEqualTo(4);
        assertThat(target).doesNotExist();
    }

    @Test
    void verboseShowsWhereAnErrorAroseAndWhatTheLibraryDoes() {
        Ended ended = CommandProcess.run("copy", "--verbose", scratch.file("none"), target);
        assertThat(ended.err()).contains("CopyRefusedException", "\tat ", "code        source-missing");
        assertThat(CommandProcess.run("copy", "--verbose", source, target).err())
                .contains("INFO", "DEBUG");
        assertThat(CommandProcess.builder()
                        .environment("QUIETCOPY_LAUNCHER_DEBUG", "1")
                        .run("copy", scratch.file("none"), target)
                        .err())
                .contains("\tat ");
    }

    @Test
    void programsFollowTheProgress() {
        Ended ended = CommandProcess.run("copy", "--progress", "json", source, target);
        List<Map<String, Object>> lines =
                ended.err().lines().map(line -> JsonTree.of(line + "\n")).toList();
        assertThat(lines).isNotEmpty().allSatisfy(line -> assertThat(line).containsKey("phase"));
        assertThat(lines.get(lines.size() - 1)).containsEntry("doneBytes", 3L * MIB + 511);
        assertThat(ended.out()).startsWith("Copied ");

        Ended refused = CommandProcess.run("copy", "--progress", "json", source, target);
        assertThat(refused.err().lines().map(line -> JsonTree.of(line + "\n")))
                .last()
                .satisfies(line -> assertThat(line).containsEntry("exit", 3L));
    }

    @Test
    void aTerminalGetsABar() {
        Ended ended = CommandProcess.builder()
                .java("-Dio.quietcopy.cli.stderr-columns=80")
                .environment("TERM", "xterm")
                .run("copy", "--pace", "3MiB/s", source, target);
        assertThat(ended.err()).contains("%  [", " of 3 MiB", "MiB/s").endsWith("\r\033[K");
        assertThat(ended.out()).startsWith("Copied ").contains("(held back by --pace)");
    }

    @Test
    void explainChangesNothing() throws IOException {
        Ended ended = CommandProcess.run("explain", "--json", source, target);
        assertThat(JsonTree.of(ended.out())).containsKeys(required("copy-plan.schema.json"));
        assertThat(ended.status()).isZero();
        assertThat(CommandProcess.run("explain", source, target).out())
                .contains("Would copy 3 MiB (3,146,239 bytes). Nothing was created or written.")
                .containsPattern("(?m)^native +yes ");
        assertThat(CommandProcess.run("explain", source, scratch.path()).status())
                .isEqualTo(3);
        assertThat(CommandProcess.run("explain", "--engine", "nonesuch", source, target)
                        .status())
                .isEqualTo(4);
        try (var files = Files.list(scratch.path())) {
            assertThat(files).containsExactly(source);
        }
    }

    @Test
    void theSettingsOfAFileCount() throws IOException {
        Path file = Files.writeString(scratch.file("own.properties"), "durability = none\npace = 50MiB/s\n");
        assertThat(CommandProcess.run("copy", "--config", file, source, target).out())
                .contains("safe      not flushed");
        assertThat(CommandProcess.builder()
                        .environment("QUIETCOPY_CONFIG", file.toString())
                        .run("copy", "--durability", "fsync", "--replace", source, target)
                        .out())
                .contains("safe      flushed");
    }

    private static String[] required(String schema) throws IOException {
        String text = Files.readString(Path.of("..", "docs", schema));
        Object names = JsonTree.of(text.replace('\n', ' ') + "\n").get("required");
        return ((List<?>) names).toArray(String[]::new);
    }
}
