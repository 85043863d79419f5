package io.quietcopy.internal.json;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Builds one line of JSON: {@code JsonWriter.object().field("bytes", 4096).field("ranges", List.of("a", "b")).toString()}.
 *
 * <p>A value is a string, a number, a boolean, another writer, or a list of such. An empty {@link Optional} is written as
 * {@code null}. The text has no line break, and nothing that a terminal would take for a command: control characters are
 * escaped. Half of a surrogate pair becomes U+FFFD, since strict readers refuse it also where it is escaped (RFC 7493). Not
 * thread-safe.
 */
public final class JsonWriter {
    private final StringBuilder text = new StringBuilder("{");

    private JsonWriter() {}

    /**
     * Starts an object.
     *
     * @return an object without fields, never null
     */
    public static JsonWriter object() {
        return new JsonWriter();
    }

    /** Adds a field with a string. */
    public JsonWriter field(String name, String value) {
        return add(name, value);
    }

    /** Adds a field with a number. */
    public JsonWriter field(String name, long value) {
        return add(name, value);
    }

    /** Adds a field with a number, which must be finite: JSON has no other. */
    public JsonWriter field(String name, double value) {
        return add(name, value);
    }

    /** Adds a field with a boolean. */
    public JsonWriter field(String name, boolean value) {
        return add(name, value);
    }

    /** Adds a field with an object as it is now; what is added to it later does not count. */
    public JsonWriter field(String name, JsonWriter value) {
        return add(name, value);
    }

    /** Adds a field with a value, or {@code null} for an empty optional. */
    public JsonWriter field(String name, Optional<?> value) {
        return add(name, value);
    }

    /** Adds a field with a number, or {@code null} for an empty optional. */
    public JsonWriter field(String name, OptionalLong value) {
        return add(name, value);
    }

    /** Adds a field with an array. */
    public JsonWriter field(String name, List<?> values) {
        return add(name, values);
    }

    private JsonWriter add(String name, Object value) {
        if (text.length() > 1) {
            text.append(',');
        }
        appendString(name);
        text.append(':');
        append(value);
        return this;
    }

    private void append(Object value) {
        if (value instanceof String string) {
            appendString(string);
        } else if (value instanceof Long
                || value instanceof Integer
                || (value instanceof Double number && Double.isFinite(number))
                || value instanceof Boolean
                || value instanceof JsonWriter) {
            text.append(value);
        } else if (value instanceof OptionalLong number) {
            text.append(number.isPresent() ? Long.toString(number.getAsLong()) : "null");
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresentOrElse(this::append, () -> text.append("null"));
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                text.append(separator);
                append(element);
                separator = ",";
            }
            text.append(list.isEmpty() ? "[]" : "]");
        } else {
            throw new IllegalArgumentException("no JSON for " + value + " of " + value.getClass());
        }
    }

    private void appendString(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1));
            if (pair) {
                text.append(c).append(string.charAt(++i));
            } else if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (Character.isSurrogate(c)) {
                text.append('\ufffd');
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /** Returns the object as JSON on one line. */
    @Override
    public String toString() {
        return text + "}";
    }
}
