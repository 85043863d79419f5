package io.quietcopy.benchmarks.render;

import io.quietcopy.benchmarks.target.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why targets were missed, as people have found out: lines of {@code ENGINE | BEGINNING OF THE TARGET | CAUSE}. The first
 * that fits counts; an engine {@code *} is any. Empty lines and those that begin with # say nothing. Immutable.
 */
public final class MissCauses {
    private static final int FIELDS = 3;

    private final List<List<String>> lines;

    private MissCauses(List<List<String>> lines) {
        this.lines = List.copyOf(lines);
    }

    /**
     * Reads them.
     *
     * @throws IOException if a line is none of these
     */
    public static MissCauses parse(List<String> text) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        for (String line : text) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> fields = List.of(line.strip().split("\\s*\\|\\s*", FIELDS));
            if (fields.size() != FIELDS) {
                throw new IOException("'" + line + "' is not ENGINE | TARGET | CAUSE");
            }
            lines.add(fields);
        }
        return new MissCauses(lines);
    }

    Optional<String> of(Target target) {
        String name = target.row() + ": " + target.promise();
        return lines.stream()
                .filter(line -> line.get(0).equals("*") || line.get(0).equals(target.engine()))
                .filter(line -> name.startsWith(line.get(1)))
                .map(line -> line.get(2))
                .findFirst();
    }
}
