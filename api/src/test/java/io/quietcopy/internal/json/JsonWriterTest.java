package io.quietcopy.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    @Test
    void writes_an_object_of_everything() {
        JsonWriter inner = JsonWriter.object().field("deep", true);
        assertThat(JsonWriter.object()
                        .field("string", "a")
                        .field("number", Long.MIN_VALUE)
                        .field("fraction", 1.5e-9)
                        .field("boolean", false)
                        .field("object", inner)
                        .field("list", List.of("b", 1, 2L, true, inner, List.of(), Optional.of("c"), Optional.empty()))
                        .field("empty list", List.of())
                        .field("present", Optional.of(inner))
                        .field("absent", Optional.empty())
                        .field("present number", OptionalLong.of(7))
                        .field("absent number", OptionalLong.empty()))
                .hasToString(
                        "{\"string\":\"a\",\"number\":-9223372036854775808,\"fraction\":1.5E-9,\"boolean\":false,\"object\":{\"deep\":true},"
                                + "\"list\":[\"b\",1,2,true,{\"deep\":true},[],\"c\",null],\"empty list\":[],"
                                + "\"present\":{\"deep\":true},\"absent\":null,\"present number\":7,\"absent number\":null}");
    }

    @Test
    void writes_an_object_of_nothing() {
        assertThat(JsonWriter.object()).hasToString("{}");
    }

    @Test
    void keeps_the_text_on_one_line_and_harmless() {
        assertThat(JsonWriter.object()
                        .field("a\"b", "\\ \n \u0000 \u001b[2J \u007f \u009b \u2028 \ud800 \udc00 \ud83d\ude00"))
                .hasToString(
                        "{\"a\\\"b\":\"\\\\ \\u000a \\u0000 \\u001b[2J \\u007f \\u009b \\u2028 \ufffd \ufffd \ud83d\ude00\"}");
    }

    @Test
    void refuses_what_it_cannot_write() {
        assertThatThrownBy(() -> JsonWriter.object().field("a", List.of(1.5f)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no JSON for 1.5 of class java.lang.Float");
        assertThatThrownBy(() -> JsonWriter.object().field("a", Double.NaN))
                .hasMessage("no JSON for NaN of class java.lang.Double");
        assertThatThrownBy(() -> JsonWriter.object().field("a", List.of(Double.POSITIVE_INFINITY)))
                .hasMessage("no JSON for Infinity of class java.lang.Double");
    }
}
