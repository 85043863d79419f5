package io.quietcopy.conformance.internal.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes maps, lists, strings, numbers, booleans and null as indented JSON. A report has nothing else in it, so that this does
 * without a library which might meet another version of itself in an engine's build.
 */
final class JsonText {
    private final StringBuilder text = new StringBuilder();

    private JsonText() {}

    /** Returns a value as JSON, with a line end. */
    static String of(Map<String, ?> object) {
        JsonText json = new JsonText();
        json.value(object, "\n");
        return json.text.append('\n').toString();
    }

    private void value(Object value, String lineStart) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> field : map.entrySet()) {
                text.append(separator).append(lineStart).append("  ");
                string(String.valueOf(field.getKey()));
                text.append(": ");
                value(field.getValue(), lineStart + "  ");
                separator = ",";
            }
            text.append(map.isEmpty() ? "{}" : lineStart + "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                text.append(separator).append(lineStart).append("  ");
                value(element, lineStart + "  ");
                separator = ",";
            }
            text.append(list.isEmpty() ? "[]" : lineStart + "]");
        } else if (value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            string(value.toString());
        }
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c == '\n') {
                text.append("\\n");
            } else if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                // Halves of pairs are escaped, too: together they are right, and alone they do no harm to the encoding.
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
