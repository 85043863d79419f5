package io.quietcopy.conformance.internal.report;

import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns the little Markdown that rules are written in into HTML: paragraphs, tables, code, emphasis, links between rules. */
final class Markdown {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern STRONG = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final Pattern EMPHASIS = Pattern.compile("(?<![*\\w])\\*([^*\\s][^*]*)\\*");
    private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\(#([^)]+)\\)");

    private Markdown() {}

    /** Returns the HTML. */
    static String html(String markdown) {
        return Arrays.stream(markdown.split("\\R\\s*\\R"))
                .filter(block -> !block.isBlank())
                .map(block -> block.startsWith("|") ? table(block.lines().toList()) : paragraph(block))
                .collect(Collectors.joining());
    }

    private static String paragraph(String block) {
        return "<p>" + inline(block.replaceAll("\\s*\\R\\s*", " ")) + "</p>";
    }

    private static String table(List<String> lines) {
        StringBuilder html = new StringBuilder("<table>");
        for (int i = 0; i < lines.size(); i++) {
            if (i == 1) {
                continue;
            }
            String cell = i == 0 ? "th" : "td";
            String line = lines.get(i).strip();
            html.append("<tr>");
            for (String text : line.substring(1, line.length() - 1).split("\\|", -1)) {
                html.append('<').append(cell).append('>').append(inline(text.strip()));
                html.append("</").append(cell).append('>');
            }
            html.append("</tr>");
        }
        return html.append("</table>").toString();
    }

    private static String inline(String text) {
        String html = CODE.matcher(Markup.escape(text)).replaceAll("<code>$1</code>");
        html = STRONG.matcher(html).replaceAll("<strong>$1</strong>");
        html = EMPHASIS.matcher(html).replaceAll("<em>$1</em>");
        return LINK.matcher(html).replaceAll(Markdown::link);
    }

    /** Of what the specification links to, a report has the engine rules only. */
    private static String link(MatchResult link) {
        return link.group(2).startsWith("e-")
                ? "<a href=\"#" + link.group(2) + "\">" + link.group(1) + "</a>"
                : link.group(1);
    }
}
