package io.quietcopy.internal.config;

import io.quietcopy.ConfigException;
import io.quietcopy.internal.config.GivenValue.Source;
import io.quietcopy.internal.units.Quote;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Reads a properties file in UTF-8 line by line, so that each value knows its line. */
public final class ConfigFile {
    /** More than any config has; whoever names a disk image by mistake is told so, instead of reading all of it. */
    private static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private final List<GivenValue> values = new ArrayList<>();
    private final Map<String, Integer> lineOfKey = new HashMap<>();

    private ConfigFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a file in the format of {@link Properties}.
     *
     * @param file the file, never null
     * @return its values in their order, never null
     * @throws IOException if it cannot be read, is not UTF-8, or is larger than 1 MiB
     * @throws ConfigException if a line is malformed or sets a key for the second time
     */
    public static List<GivenValue> read(Path file) throws IOException {
        ConfigFile reader = new ConfigFile(file);
        reader.parse(text(file));
        return reader.values;
    }

    private static String text(Path file) throws IOException {
        byte[] bytes;
        try (InputStream input = Files.newInputStream(file)) {
            bytes = input.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IOException("the config file " + file + " is larger than 1MiB: is it a properties file?");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IOException("the config file " + file + " is not UTF-8: is it a properties file?", e);
        }
    }

    private void parse(String text) {
        StringBuilder logical = new StringBuilder();
        int number = 0;
        int first = 0;
        for (String line : text.split("\r\n|\r|\n", -1)) {
            number++;
            if (logical.isEmpty()) {
                first = number;
                String start = line.stripLeading();
                if (start.isEmpty() || start.charAt(0) == '#' || start.charAt(0) == '!') {
                    continue;
                }
            }
            logical.append(line).append('\n');
            if (!continues(line)) {
                add(logical.toString(), first);
                logical.setLength(0);
            }
        }
        if (!logical.isEmpty()) {
            add(logical.toString(), first);
        }
    }

    /** Returns whether a line ends in an odd number of backslashes. */
    private static boolean continues(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    private void add(String line, int number) {
        String origin = "file " + file + ", line " + number;
        Properties one = new Properties();
        try {
            one.load(new StringReader(line));
        } catch (IOException | IllegalArgumentException e) {
            ConfigException problem = new ConfigException(
                    line.strip(), "", origin, Quote.plain(origin) + " is malformed: " + e.getMessage());
            problem.initCause(e);
            throw problem;
        }
        for (String name : one.stringPropertyNames()) {
            String value = one.getProperty(name);
            Integer before = lineOfKey.put(KeyNames.withPrefix(name), number);
            if (before != null) {
                throw new ConfigException(
                        name,
                        value,
                        origin,
                        Quote.of(name) + " is set twice in file " + file + ": on line " + before + " and on line "
                                + number);
            }
            values.add(new GivenValue(Source.FILE, name, value, origin));
        }
    }
}
