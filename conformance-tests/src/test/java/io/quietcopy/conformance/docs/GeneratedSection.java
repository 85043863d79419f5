package io.quietcopy.conformance.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a page that is generated, between two comments. */
final class GeneratedSection {
    private final Path page;
    private final String begin;
    private final String end;

    GeneratedSection(Path page, String name) {
        this.page = page;
        begin = "<!-- " + name + ", generated: begin -->\n";
        end = "<!-- " + name + ", generated: end -->\n";
    }

    /** Returns what is there. */
    String read() throws IOException {
        String text = Files.readString(page);
        return text.substring(begin(text), text.indexOf(end));
    }

    /** Puts something else there. */
    void write(String content) throws IOException {
        String text = Files.readString(page);
        Files.writeString(page, text.substring(0, begin(text)) + content + text.substring(text.indexOf(end)));
    }

    private int begin(String text) {
        int at = text.indexOf(begin);
        if (at < 0 || text.indexOf(end) < at) {
            throw new AssertionError(page + " has no " + begin + end);
        }
        return at + begin.length();
    }
}
