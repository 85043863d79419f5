package io.quietcopy.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcopy.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("quietcopy.properties");
    }

    @Test
    void each_value_knows_the_line_on_which_it_starts() throws IOException {
        Files.writeString(
                file,
                "# a comment that ends in a backslash \\\n"
                        + "pace = full\n"
                        + "\n"
                        + "   ! another comment\r\n"
                        + "quietcopy.engine = dd, \\\n"
                        + "    native\r"
                        + "engine.dd.executable: /opt/d\\u0064\\\\\n"
                        + "guard");

        assertThat(ConfigFile.read(file))
                .extracting(value -> value.name() + "=" + value.value() + "@"
                        + value.origin().substring(("file " + file + ", line ").length()))
                .containsExactly(
                        "pace=full@2", "quietcopy.engine=dd, native@5", "engine.dd.executable=/opt/dd\\@7", "guard=@8");
    }

    @Test
    void reads_utf_8_with_and_without_byte_order_mark_and_strips_blanks() throws IOException {
        Files.writeString(file, "\uFEFFengine.dd.executable = /opt/\u00fc\u4e2d \t\n");
        assertThat(ConfigFile.read(file)).singleElement().satisfies(value -> {
            assertThat(value.name()).isEqualTo("engine.dd.executable");
            assertThat(value.value()).isEqualTo("/opt/\u00fc\u4e2d");
        });
    }

    @Test
    void an_empty_file_has_no_values() throws IOException {
        Files.writeString(file, "");
        assertThat(ConfigFile.read(file)).isEmpty();
    }

    @Test
    void a_last_line_that_wants_to_continue_is_read() throws IOException {
        Files.writeString(file, "pace = quiet\\");
        assertThat(ConfigFile.read(file)).extracting(GivenValue::value).containsExactly("quiet");
    }

    @Test
    void refuses_a_malformed_escape_with_its_line() throws IOException {
        Files.writeString(file, "pace = full\nguard = \\u00zz\n");
        assertThatThrownBy(() -> ConfigFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("file " + file + ", line 2 is malformed: ");
    }

    @Test
    void refuses_a_key_that_is_set_twice_with_both_lines() throws IOException {
        Files.writeString(file, "pace = full\n\nquietcopy.pace = quiet\n");
        assertThatThrownBy(() -> ConfigFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage("\"quietcopy.pace\" is set twice in file " + file + ": on line 1 and on line 3");
    }

    @Test
    void refuses_what_is_no_text() throws IOException {
        Files.write(file, "pace = \u00fc".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ConfigFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage("the config file " + file + " is not UTF-8: is it a properties file?");
    }

    @Test
    void refuses_a_disk_image_without_reading_all_of_it() throws IOException {
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> ConfigFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage("the config file " + file + " is larger than 1MiB: is it a properties file?");
    }
}
