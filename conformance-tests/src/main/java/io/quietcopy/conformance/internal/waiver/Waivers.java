package io.quietcopy.conformance.internal.waiver;

import io.quietcopy.conformance.Rule;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file of waivers: one a line, its four fields apart by blanks. Only the reason, which comes last, has blanks itself, so that
 * nothing needs quoting. A line that is empty or starts with {@code #} says nothing. Immutable and thread-safe.
 */
public final class Waivers {
    /** How a line looks. */
    static final String FORM = "RULE LAST-DAY LINK REASON, for example"
            + " 'E-CACHE-1 2027-06-30 https://example.org/issues/17 pages are evicted from version 2 on'";

    private final Map<String, Waiver> byRule;

    private Waivers(Map<String, Waiver> byRule) {
        this.byRule = byRule;
    }

    /** Returns that nothing is waived. */
    public static Waivers none() {
        return new Waivers(Map.of());
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws WaiverException if a line cannot be understood, with its number and what is accepted
     */
    public static Waivers read(Path file) throws IOException, WaiverException {
        return parse(String.valueOf(file.getFileName()), Files.readAllLines(file));
    }

    /** Reads lines. */
    static Waivers parse(String file, List<String> lines) throws WaiverException {
        Map<String, Waiver> byRule = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Waiver waiver = parseLine(line, file + ":" + (i + 1));
            Waiver before = byRule.put(waiver.rule().id(), waiver);
            if (before != null) {
                throw new WaiverException(
                        waiver.origin(), waiver.rule().id() + " is waived in " + before.origin() + " already");
            }
        }
        return new Waivers(byRule);
    }

    private static Waiver parseLine(String line, String origin) throws WaiverException {
        String[] fields = line.split("\\s+", 4);
        if (fields.length < 4) {
            throw new WaiverException(origin, "there are " + fields.length + " fields where 4 are needed");
        }
        return new Waiver(rule(fields[0], origin), day(fields[1], origin), link(fields[2], origin), fields[3], origin);
    }

    private static Rule rule(String id, String origin) throws WaiverException {
        Rule rule = Rule.all().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new WaiverException(origin, "'" + id + "' is the id of no engine rule"));
        if (rule.untestable().isPresent()) {
            throw new WaiverException(origin, id + " is not tested by the suite, so there is nothing to waive");
        }
        return rule;
    }

    private static LocalDate day(String text, String origin) throws WaiverException {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new WaiverException(origin, "'" + text + "' is no day; the last day is written YYYY-MM-DD");
        }
    }

    private static URI link(String text, String origin) throws WaiverException {
        try {
            URI link = new URI(text);
            String scheme = link.getScheme();
            if ("https".equals(scheme) || "http".equals(scheme)) {
                return link;
            }
        } catch (URISyntaxException e) {
            throw new WaiverException(origin, "'" + text + "' is no link: " + e.getReason());
        }
        throw new WaiverException(origin, "'" + text + "' is no link that starts with https:// or http://");
    }

    /** Returns the waiver of a rule. */
    public Optional<Waiver> of(Rule rule) {
        return Optional.ofNullable(byRule.get(rule.id()));
    }

    /** Returns all waivers, in the order of the rules' ids. */
    public List<Waiver> all() {
        return List.copyOf(byRule.values());
    }
}
