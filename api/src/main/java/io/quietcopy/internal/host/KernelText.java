package io.quietcopy.internal.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the small text files of {@code /proc} and {@code /sys}.
 *
 * <p>They hold file names as bytes, so they are read as ISO-8859-1, which keeps every byte, and names are decoded one by one
 * in the encoding that Java uses for file names.
 */
final class KernelText {

    private KernelText() {}

    /** Reads a file's lines; empty if it is not there. */
    static List<String> lines(Path file) throws IOException {
        try {
            List<String> lines = new ArrayList<>();
            for (String line :
                    Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
                if (!line.isEmpty()) {
                    lines.add(line);
                }
            }
            return lines;
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /**
     * Reads a file of one value without its line end. Empty if it cannot be read: a device may go away between the listing
     * and the reading, and an attribute that a kernel does not have is the normal case.
     */
    static Optional<String> value(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return Optional.of(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads a file of one number; empty if it cannot be read or is none. */
    static OptionalLong number(Path file) {
        Optional<String> text = value(file);
        try {
            return text.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(text.get().strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Lists a folder's entries by name; empty if it is not there. */
    static List<String> names(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            List<String> names = new ArrayList<>();
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (name != null) {
                    names.add(name.toString());
                }
            }
            names.sort(null);
            return names;
        } catch (FileSystemException e) {
            return List.of(); // not there, or no folder
        }
    }

    /** Turns {@code \040} and the like back into the characters that would have parted the fields of a line. */
    static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 3 < text.length() && isOctal(text, i + 1)) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }

    private static boolean isOctal(String text, int from) {
        return text.substring(from, from + 3).chars().allMatch(c -> c >= '0' && c <= '7') && text.charAt(from) <= '3';
    }

    /** Turns bytes that were read as ISO-8859-1 into a path; empty if they are no name in this encoding. */
    static Optional<Path> path(String bytes) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream(bytes.length());
        bytes.chars().forEach(raw::write);
        try {
            return Optional.of(Path.of(raw.toString(FileNames.CHARSET)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
