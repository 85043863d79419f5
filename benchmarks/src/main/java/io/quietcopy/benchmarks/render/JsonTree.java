package io.quietcopy.benchmarks.render;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An object of a JSON text whose fields have to have the expected types. Immutable. */
final class JsonTree {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, Object> fields;

    private JsonTree(Map<String, Object> fields) {
        this.fields = fields;
    }

    /**
     * Reads a text that is an object.
     *
     * @throws IOException if it is none
     */
    static JsonTree parse(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("this is no JSON object");
            }
            return object(parser);
        }
    }

    private static JsonTree object(JsonParser parser) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new JsonTree(Collections.unmodifiableMap(fields));
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> parser.getText();
        };
    }

    Iterable<String> names() {
        return fields.keySet();
    }

    String text(String name) throws IOException {
        return optional(name, String.class).orElseThrow(() -> lacking(name));
    }

    Optional<String> optionalText(String name) throws IOException {
        return optional(name, String.class);
    }

    double number(String name) throws IOException {
        return optional(name, Double.class).orElseThrow(() -> lacking(name));
    }

    Optional<Double> optionalNumber(String name) throws IOException {
        return optional(name, Double.class);
    }

    boolean flag(String name) throws IOException {
        return optional(name, Boolean.class).orElseThrow(() -> lacking(name));
    }

    JsonTree object(String name) throws IOException {
        return optionalObject(name).orElseThrow(() -> lacking(name));
    }

    Optional<JsonTree> optionalObject(String name) throws IOException {
        return optional(name, JsonTree.class);
    }

    List<JsonTree> objects(String name) throws IOException {
        return items(name, JsonTree.class);
    }

    List<String> texts(String name) throws IOException {
        return items(name, String.class);
    }

    /** An array of arrays of numbers. */
    List<List<Double>> rows(String name) throws IOException {
        List<List<Double>> rows = new ArrayList<>();
        for (List<?> row : items(name, List.class)) {
            rows.add(all(name, row, Double.class));
        }
        return rows;
    }

    private <T> List<T> items(String name, Class<T> type) throws IOException {
        return all(name, optional(name, List.class).orElseThrow(() -> lacking(name)), type);
    }

    private static <T> List<T> all(String name, List<?> items, Class<T> type) throws IOException {
        List<T> cast = new ArrayList<>();
        for (Object item : items) {
            cast.add(cast(name, item, type));
        }
        return cast;
    }

    private <T> Optional<T> optional(String name, Class<T> type) throws IOException {
        Object value = fields.get(name);
        return value == null ? Optional.empty() : Optional.of(cast(name, value, type));
    }

    private static <T> T cast(String name, Object value, Class<T> type) throws IOException {
        if (!type.isInstance(value)) {
            throw new IOException("\"" + name + "\" holds something unexpected: " + value);
        }
        return type.cast(value);
    }

    private static IOException lacking(String name) {
        return new IOException("there is no \"" + name + "\"");
    }
}
