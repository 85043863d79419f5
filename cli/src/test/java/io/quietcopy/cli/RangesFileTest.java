package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangesFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsRangesCommentsAndEmptyLines() throws IOException {
        RangesFile ranges = file("# changed blocks\n0:0:512\n\n  1MiB : 2MiB : 64KiB  # one\r\n#end\n7:8:9");
        for (int pass = 0; pass < 2; pass++) {
            assertThat(all(ranges))
                    .containsExactly(
                            CopyRange.of(0, 0, 512), CopyRange.of(1 << 20, 2 << 20, 64 << 10), CopyRange.of(7, 8, 9));
        }
    }

    @Test
    void anEmptyFileHasNoRanges() throws IOException {
        assertThat(all(file(""))).isEmpty();
        assertThat(all(file("\n# nothing\n"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:2", "1:2:3:4", "1:2:", ":::", "a:b:c", "-1:0:1", "1:1:1x", "9999999999999999999:0:1"})
    void namesTheLineOfAMistake(String line) throws IOException {
        RangesFile ranges = file("0:0:1\n#\n" + line + "\n");
        assertThatThrownBy(() -> all(ranges))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 3 of " + folder)
                .hasMessageContaining("a range")
                .hasMessageContaining("SRC:DST:LEN");
    }

    @Test
    void anEndBeyondAllNumbersIsAMistake() throws IOException {
        RangesFile ranges = file(Long.MAX_VALUE + ":0:1\n");
        assertThatThrownBy(() -> all(ranges)).hasMessageContaining("line 1 of").hasMessageContaining("2^63-1");
    }

    @Test
    void anImageIsNoRangesFile() throws IOException {
        Path image = Files.write(folder.resolve("image"), new byte[1 << 20]);
        RangesFile ranges = RangesFile.of(image);
        assertThatThrownBy(() -> all(ranges)).hasMessageContaining("line 1 of " + image + " is longer than 4096 bytes");
    }

    @Test
    void aFolderAPipeAndNothingAreRefused() {
        assertThatThrownBy(() -> RangesFile.of(folder)).hasMessageContaining("not a regular file");
        assertThatThrownBy(() -> RangesFile.of(Path.of("/dev/stdin"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> RangesFile.of(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aFileThatChangesBetweenPassesIsRefused() throws IOException {
        RangesFile ranges = file("0:0:1\n");
        Files.writeString(folder.resolve("ranges"), "0:0:1\n1:1:1\n");
        assertThatThrownBy(ranges::open).hasMessageContaining("has changed since the copy began");
    }

    @Test
    void millionsOfRangesAreStreamed() throws IOException {
        int count = 1_000_000;
        Path file = folder.resolve("many");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (long i = 0; i < count; i++) {
                writer.write(i * 8192 + ":" + i * 4096 + ":4096\n");
            }
        }
        long ranges = 0;
        long bytes = 0;
        try (CopyRanges.Cursor cursor = RangesFile.of(file).open()) {
            for (CopyRange range = cursor.next(); range != null; range = cursor.next()) {
                ranges++;
                bytes += range.lengthBytes();
            }
        }
        assertThat(ranges).isEqualTo(count);
        assertThat(bytes).isEqualTo(4096L * count);
    }

    @ParameterizedTest
    @CsvSource({
        "0:0:0, 0, 0, 0",
        "1:2:3, 1, 2, 3",
        "1KiB:1kB:1.5KiB, 1024, 1000, 1536",
        "1TiB:0:1GiB, 1099511627776, 0, 1073741824",
        "0:0:9223372036854775807, 0, 0, 9223372036854775807"
    })
    void aRangeHasUnits(String text, long source, long target, long length) {
        assertThat(RangeText.parse(text)).isEqualTo(CopyRange.of(source, target, length));
    }

    private RangesFile file(String content) throws IOException {
        return RangesFile.of(Files.write(folder.resolve("ranges"), content.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<CopyRange> all(CopyRanges ranges) throws IOException {
        List<CopyRange> all = new ArrayList<>();
        try (CopyRanges.Cursor cursor = ranges.open()) {
            for (CopyRange range = cursor.next(); range != null; range = cursor.next()) {
                all.add(range);
            }
        }
        return all;
    }
}
