package io.quietcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void breaksAtSpaces() {
        assertThat(Text.wrap("one two three four five six", 20)).containsExactly("one two three four", "five six");
    }

    @Test
    void keepsLineEnds() {
        assertThat(Text.wrap("a\n\nb", 40)).containsExactly("a", "", "b");
    }

    @Test
    void leavesWhatHasNoSpaceInOnePiece() {
        String path = "/srv/" + "x".repeat(60);
        assertThat(Text.wrap("see " + path + " for more", 30)).containsExactly("see", path, "for more");
    }

    @Property
    void losesNoWordAndNoOrder(
            @ForAll @CharRange(from = ' ', to = 'c') String text, @ForAll @IntRange(min = 1, max = 60) int width) {
        assertThat(words(String.join(" ", Text.wrap(text, width)))).isEqualTo(words(text));
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    @Test
    void controlCharactersOfNamesDoNotReachTheTerminal() {
        assertThat(Text.printable("a\nb\u001b[31m\tc\rd\u0085")).isEqualTo("a\\nb\\u001b[31m\\tc\\rd\\u0085");
        assertThat(Text.printable("plain/ä/日本/ ")).isEqualTo("plain/ä/日本/ ");
        assertThat(Text.message("table:\nrow\u0007")).isEqualTo("table:\nrow\\u0007");
    }

    @Test
    void aFieldHasItsFurtherLinesUnderItsFirst() {
        assertThat(Text.field("why", 5, "one two three four five six seven", 30))
                .isEqualTo("  why    one two three four\n         five six seven\n");
    }

    @Test
    void aTableIsAlignedAndItsLastColumnWrapped() {
        Table table = new Table("ENGINE", "STATE", "NOTES");
        table.add("dd", "available", "one two three four five six seven");
        table.add("native", "broken", "");
        assertThat(table.render(45)).isEqualTo("""
                        ENGINE  STATE      NOTES
                        dd      available  one two three four five
                                           six seven
                        native  broken
                        """);
    }
}
