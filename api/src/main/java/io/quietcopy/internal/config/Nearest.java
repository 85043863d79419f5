package io.quietcopy.internal.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody who mistyped may have meant. */
public final class Nearest {
    /** Names beyond this length are compared by their first characters only. */
    private static final int MOST_CHARACTERS = 200;

    private Nearest() {}

    /**
     * Returns the known name that is nearest to a text.
     *
     * @param text what was written, never null
     * @param known the names that exist, never null
     * @return the nearest name, the first in alphabetical order of several; empty only if none is known
     */
    public static Optional<String> of(String text, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(name -> distance(text, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * Returns whether one text is so near to a name that it is rather a slip than another name: at most two slips, in at most
     * half of the characters.
     *
     * @param text what was written, never null
     * @param name a name that exists, never null
     * @return true for a likely slip, also if both are the same
     */
    public static boolean isSlip(String text, String name) {
        int distance = distance(text, name);
        return distance <= 2 && 2 * distance <= Math.max(text.length(), name.length());
    }

    /**
     * Returns the Damerau-Levenshtein distance: how many characters must be inserted, removed, replaced, or exchanged with their
     * neighbour (each character at most once) to make one text of the other.
     *
     * @param a a text, never null
     * @param b a text, never null
     * @return at least 0
     */
    public static int distance(String a, String b) {
        int rows = Math.min(a.length(), MOST_CHARACTERS);
        int columns = Math.min(b.length(), MOST_CHARACTERS);
        int[][] distance = new int[rows + 1][columns + 1];
        for (int row = 0; row <= rows; row++) {
            distance[row][0] = row;
        }
        for (int column = 0; column <= columns; column++) {
            distance[0][column] = column;
        }
        for (int row = 1; row <= rows; row++) {
            for (int column = 1; column <= columns; column++) {
                boolean same = a.charAt(row - 1) == b.charAt(column - 1);
                int best = Math.min(
                        distance[row - 1][column - 1] + (same ? 0 : 1),
                        1 + Math.min(distance[row - 1][column], distance[row][column - 1]));
                boolean exchanged = row > 1
                        && column > 1
                        && a.charAt(row - 1) == b.charAt(column - 2)
                        && a.charAt(row - 2) == b.charAt(column - 1);
                distance[row][column] = exchanged ? Math.min(best, distance[row - 2][column - 2] + 1) : best;
            }
        }
        return distance[rows][columns];
    }
}
