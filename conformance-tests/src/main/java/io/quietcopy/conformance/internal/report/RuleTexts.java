package io.quietcopy.conformance.internal.report;

import io.quietcopy.conformance.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the specification says of each engine rule. The jar carries the specification itself, so that a report shows the rule as it was
 * when the suite was built. Immutable and thread-safe.
 */
public final class RuleTexts {
    private static final String SPECIFICATION = "specification.md";
    private static final Pattern HEADING = Pattern.compile("^(##|####) (.+)\\R", Pattern.MULTILINE);
    private static final Pattern TITLE = Pattern.compile("^\\*\\*.+?\\.\\*\\*\\s*", Pattern.DOTALL);
    private static final Pattern NEEDS_OR_VERIFIED =
            Pattern.compile("^\\*(Needs|Verified by):\\*.*\\R?", Pattern.MULTILINE);

    /**
     * A rule's text.
     *
     * @param chapter the heading above it
     * @param body its paragraphs without the title, in Markdown
     */
    record RuleText(String chapter, String body) {}

    private final Map<String, RuleText> byRule;

    private RuleTexts(Map<String, RuleText> byRule) {
        this.byRule = byRule;
    }

    /** Reads the specification from the suite's jar. */
    public static RuleTexts read() {
        try (InputStream in = RuleTexts.class.getResourceAsStream(SPECIFICATION)) {
            if (in == null) {
                throw new IllegalStateException(SPECIFICATION + " is missing from the suite's jar");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuleTexts parse(String specification) {
        Map<String, RuleText> byRule = new LinkedHashMap<>();
        Matcher heading = HEADING.matcher(specification);
        String chapter = "";
        boolean more = heading.find();
        while (more) {
            boolean isRule = heading.group(1).equals("####");
            String name = heading.group(2).strip();
            int begin = heading.end();
            more = heading.find();
            if (isRule) {
                byRule.put(
                        name,
                        new RuleText(
                                chapter,
                                body(specification.substring(begin, more ? heading.start() : specification.length()))));
            } else {
                chapter = name;
            }
        }
        return new RuleTexts(byRule);
    }

    private static String body(String section) {
        String untitled = TITLE.matcher(section.strip()).replaceFirst("");
        String text = NEEDS_OR_VERIFIED.matcher(untitled).replaceAll("").replaceAll("\\\\(?=\\R|$)", "");
        // The last rule of the engines is followed by the heading of the Copier's.
        return text.replaceAll("(?m)^# .*$", "").strip();
    }

    /** Returns the heading under which a rule stands. */
    String chapter(Rule rule) {
        return of(rule).chapter();
    }

    /** Returns a rule's text in Markdown, without its title. */
    String body(Rule rule) {
        return of(rule).body();
    }

    private RuleText of(Rule rule) {
        RuleText text = byRule.get(rule.id());
        if (text == null) {
            throw new IllegalStateException("the specification has no rule " + rule.id());
        }
        return text;
    }
}
