package io.quietcopy.benchmarks.render;

import java.util.Locale;

/**
 * A drawing. Its colours are classes, which {@link #STYLE} gives a meaning: in a page once for all drawings, in a file of its
 * own for itself. Not thread-safe.
 */
final class Svg {
    private static final String LIGHT = """
            --ink:#1c2733;--soft:#5d6b7a;--grid:#dfe5eb;--paper:#ffffff;--ours:#0b63ce;--warm:#5aa2f2;--peer:#a7b3bf;\
            --log:#d2481b;--read:#1a9988;--band:#e9eef4;""";
    private static final String DARK = """
            --ink:#e6ebf0;--soft:#9aa8b6;--grid:#33404d;--paper:#141a21;--ours:#4c9bff;--warm:#2b5f9e;--peer:#5b6876;\
            --log:#ff7a4d;--read:#3cc9b4;--band:#202a35;""";
    private static final String FONT = """
            font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:12px""";
    private static final String RULES = """
            svg.chart text{fill:var(--ink);paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
            svg.chart text.soft{fill:var(--soft)}
            svg.chart text.title{font-weight:600;font-size:13px}
            svg.chart text.strong{font-weight:600}
            svg.chart text.log{fill:var(--log)}
            svg.chart text.read{fill:var(--read)}
            svg.chart .paper{fill:var(--paper)}
            svg.chart .peer{fill:var(--peer)}
            svg.chart .command{fill:var(--ours)}
            svg.chart .warm{fill:var(--warm)}
            svg.chart .limit,svg.chart .idle{fill:var(--soft)}
            svg.chart .band{fill:var(--band)}
            svg.chart .logdot{fill:var(--log)}
            svg.chart .logarea{fill:var(--log);fill-opacity:.22}
            svg.chart .readarea{fill:var(--read);fill-opacity:.22}
            svg.chart .line{fill:none;stroke-width:1.6;stroke-linejoin:round}
            svg.chart .grid{stroke:var(--grid);stroke-width:1}
            svg.chart .edge{stroke:var(--soft);stroke-width:1;stroke-dasharray:3 3}
            svg.chart .whisker{stroke:var(--ink);stroke-width:1.2}
            svg.chart .goal{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:5 4}
            svg.chart .logline{stroke:var(--log)}
            svg.chart .readline{stroke:var(--read)}
            svg.chart .dashed{stroke-dasharray:5 3}
            svg.chart .c0{stroke:var(--ours)}
            svg.chart .c1{stroke:var(--warm)}
            svg.chart .c2{stroke:var(--peer)}
            svg.chart .c3{stroke:var(--log)}
            svg.chart .c4{stroke:var(--read)}
            svg.chart .c5{stroke:var(--soft)}
            """;

    /** Colours for light and dark. */
    static final String STYLE =
            "svg.chart{" + LIGHT + FONT + "}\n@media (prefers-color-scheme:dark){svg.chart{" + DARK + "}}\n" + RULES;

    /** Without variables, which not every program that draws files knows. */
    private static final String STANDALONE_STYLE = "svg.chart{" + FONT + "}\n" + resolved(RULES, LIGHT)
            + "@media (prefers-color-scheme:dark){\n" + resolved(RULES, DARK) + "}\n";

    private static final int MARGIN = 10;

    private final int width;
    private final int height;
    private final String name;
    private final StringBuilder body = new StringBuilder();

    /**
     * Starts an empty drawing.
     *
     * @param name what it shows, for those who cannot see it
     */
    Svg(int width, int height, String name) {
        this.width = width;
        this.height = height;
        this.name = name;
    }

    Svg rect(double x, double y, double w, double h, String classes) {
        body.append(tag(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>",
                x, y, Math.max(0, w), Math.max(0, h), classes));
        return this;
    }

    /** A bar, which says more about itself when pointed at. */
    Svg bar(double x, double y, double w, double h, String classes, String more) {
        body.append(tag(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" class=\"%s\"><title>%s</title></rect>",
                x, y, Math.max(1, w), h, classes, escaped(more)));
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String classes) {
        body.append(
                tag("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>", x1, y1, x2, y2, classes));
        return this;
    }

    Svg dot(double x, double y, double radius, String classes) {
        body.append(tag("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"%s\"/>", x, y, radius, classes));
        return this;
    }

    Svg path(String description, String classes) {
        body.append(tag("<path d=\"%s\" class=\"%s\"/>", description, classes));
        return this;
    }

    /** Text that begins at, is centred on, or ends at a place: {@code start}, {@code middle}, {@code end}. */
    Svg text(double x, double y, String anchor, String classes, String text) {
        body.append(tag(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
                x, y, anchor, classes, escaped(text)));
        return this;
    }

    /** Returns it as part of a page that has the style. */
    String inline() {
        return tag(
                        "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                        width, height, escaped(name))
                + body + "</svg>\n";
    }

    /** Returns it as a file of its own. */
    String standalone() {
        int wide = width + 2 * MARGIN;
        int high = height + 2 * MARGIN;
        return tag(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" width=\"%d\" height=\"%d\""
                                + " viewBox=\"%d %d %d %d\" role=\"img\" aria-label=\"%s\">",
                        wide, high, -MARGIN, -MARGIN, wide, high, escaped(name))
                + "<style>" + STANDALONE_STYLE + "</style>"
                + tag("<rect x=\"%d\" y=\"%d\" width=\"100%%\" height=\"100%%\" class=\"paper\"/>", -MARGIN, -MARGIN)
                + body + "</svg>\n";
    }

    private static String resolved(String rules, String colours) {
        String text = rules;
        for (String colour : colours.split(";", -1)) {
            int colon = colour.indexOf(':');
            if (colon > 0) {
                text = text.replace("var(" + colour.substring(0, colon) + ")", colour.substring(colon + 1));
            }
        }
        return text;
    }

    /** For the text and the attributes of XML and HTML. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String tag(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
