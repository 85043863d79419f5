package io.quietcopy.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is written reads back as the same, by a strict reader that somebody else has written. */
class JsonWriterProperties {
    private static final JsonFactory JACKSON = new JsonFactory();

    // Edge cases of nested collections multiply to a thousand, and the random ones meet them anyway.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void what_is_written_reads_back(@ForAll("objects") Map<String, Object> object) throws IOException {
        String json = writer(object).toString();

        assertThat(json).doesNotContainPattern("[\\x00-\\x1f\\x7f]");
        try (JsonParser parser = JACKSON.createParser(new StringReader(json))) {
            parser.nextToken();
            assertThat(read(parser)).isEqualTo(wellFormed(object));
            assertThat(parser.nextToken()).isNull();
        }
    }

    private static Object wellFormed(Object value) {
        if (value instanceof String string) {
            // An encoder replaces halves of surrogate pairs, which no text may have.
            return new String(string.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
        } else if (value instanceof List<?> list) {
            return list.stream().map(JsonWriterProperties::wellFormed).toList();
        } else if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((name, field) -> copy.put(wellFormed(name), wellFormed(field)));
            return copy;
        }
        return value;
    }

    private static JsonWriter writer(Map<String, Object> object) {
        JsonWriter writer = JsonWriter.object();
        object.forEach((name, value) -> {
            if (value instanceof String string) {
                writer.field(name, string);
            } else if (value instanceof Long number) {
                writer.field(name, number.longValue());
            } else if (value instanceof Boolean bool) {
                writer.field(name, bool.booleanValue());
            } else if (value instanceof Optional<?> optional) {
                writer.field(name, optional);
            } else if (value instanceof List<?> list) {
                writer.field(
                        name, list.stream().map(JsonWriterProperties::element).toList());
            } else {
                writer.field(name, writer(asObject(value)));
            }
        });
        return writer;
    }

    private static Object element(Object value) {
        return value instanceof Map ? writer(asObject(value)) : value;
    }

    private static Map<String, Object> asObject(Object value) {
        Map<String, Object> object = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((name, field) -> object.put((String) name, field));
        return object;
    }

    private static Object read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NULL -> Optional.empty();
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(parser));
                }
                yield list;
            }
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, read(parser));
                }
                yield object;
            }
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }

    @Provide
    Arbitrary<Map<String, Object>> objects() {
        Arbitrary<Object> plain = Arbitraries.oneOf(
                strings().asGeneric(),
                Arbitraries.longs().asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.just(Optional.empty()).asGeneric());
        Arbitrary<Object> lists = plain.list().ofMaxSize(4).asGeneric();
        Arbitrary<Object> inner = Arbitraries.maps(strings(), Arbitraries.oneOf(plain, lists))
                .ofMaxSize(3)
                .asGeneric();
        Arbitrary<Object> values =
                Arbitraries.oneOf(plain, lists, inner, inner.list().ofMaxSize(3).asGeneric());
        return Arbitraries.maps(strings(), values).ofMaxSize(5);
    }

    private static Arbitrary<String> strings() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(12),
                Arbitraries.strings().withCharRange('\ud800', '\udfff').ofMaxLength(4),
                Arbitraries.strings()
                        .withCharRange('\u0000', '\u009f')
                        .withChars('\u2028', '\u2029')
                        .ofMaxLength(12));
    }
}
