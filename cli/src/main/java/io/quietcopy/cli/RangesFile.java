package io.quietcopy.cli;

import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Ranges in a file, one {@code SRC:DST:LEN} a line, streamed. Empty lines count for nothing, nor does a {@code #} and
 * what follows it.
 *
 * <p>The library reads the ranges more than once, so the file must be one that can be read again, and must not change.
 */
final class RangesFile implements CopyRanges {
    /** Longer lines are not ranges: the file is something else, and must not fill memory. */
    private static final int LONGEST_LINE = 4096;

    private final Path file;
    private final long length;
    private final FileTime modified;

    private RangesFile(Path file, BasicFileAttributes attributes) {
        this.file = file;
        this.length = attributes.size();
        this.modified = attributes.lastModifiedTime();
    }

    /**
     * Returns the ranges in a file; reads none of them yet.
     *
     * @param file a regular file
     * @return the ranges
     * @throws IOException if it is none, or may not be read
     */
    static RangesFile of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException("it is not a regular file; the ranges are read more than once, and a pipe cannot be");
        }
        if (!Files.isReadable(file)) {
            throw new java.nio.file.AccessDeniedException(file.toString());
        }
        return new RangesFile(file, attributes);
    }

    @Override
    public CopyRanges.Cursor open() throws IOException {
        checkUnchanged();
        return new LineCursor(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }

    private void checkUnchanged() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        if (now.size() != length || !now.lastModifiedTime().equals(modified)) {
            throw new IOException("the ranges file " + file + " has changed since the copy began");
        }
    }

    private final class LineCursor implements CopyRanges.Cursor {
        private final InputStream input;
        private final StringBuilder line = new StringBuilder();
        private long number;

        LineCursor(InputStream input) {
            this.input = input;
        }

        @Override
        public @Nullable CopyRange next() throws IOException {
            while (readLine()) {
                int comment = line.indexOf("#");
                String text = (comment < 0 ? line.toString() : line.substring(0, comment)).strip();
                if (!text.isEmpty()) {
                    return parse(text);
                }
            }
            checkUnchanged();
            return null;
        }

        private CopyRange parse(String text) throws IOException {
            try {
                return RangeText.parse(text);
            } catch (IllegalArgumentException e) {
                throw new IOException("line " + number + " of " + file + ": " + e.getMessage(), e);
            }
        }

        /** Reads the next line; false at the end of the file. */
        private boolean readLine() throws IOException {
            line.setLength(0);
            int b = input.read();
            if (b < 0) {
                return false;
            }
            number++;
            for (; b >= 0 && b != '\n'; b = input.read()) {
                if (line.length() == LONGEST_LINE) {
                    throw new IOException("line " + number + " of " + file + " is longer than " + LONGEST_LINE
                            + " bytes; this does not look like a ranges file");
                }
                // Ranges are ASCII; comments may be anything and are not kept.
                line.append((char) b);
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
