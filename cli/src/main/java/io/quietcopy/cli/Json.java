package io.quietcopy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;

/** Writes JSON, one object a line. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Writes the fields of an object. */
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** Returns an object. */
    static String object(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Writes an array of objects. */
    static <T> void objects(JsonGenerator json, String name, Iterable<? extends T> items, ItemFields<T> fields)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (T item : items) {
            json.writeStartObject();
            fields.write(json, item);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes the fields of one object of an array. */
    interface ItemFields<T> {
        void write(JsonGenerator json, T item) throws IOException;
    }

    /** Writes an array of strings. */
    static void strings(JsonGenerator json, String name, Collection<?> items) throws IOException {
        json.writeArrayFieldStart(name);
        for (Object item : items) {
            json.writeString(item.toString());
        }
        json.writeEndArray();
    }
}
