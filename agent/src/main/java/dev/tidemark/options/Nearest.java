package dev.tidemark.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a mistyped word was meant to be. */
public final class Nearest {
    private Nearest() {}

    /**
     * The candidate that takes the fewest edits (insert, delete, replace or swap characters; case counts nothing), if that is at
     * most a third of the longer word and at least one edit is allowed. Costs the product of the two lengths per candidate.
     */
    public static Optional<String> of(String word, Collection<String> candidates) {
        String typed = word.length() > 64 ? word.substring(0, 64) : word;
        return candidates.stream()
                .filter(c -> distance(typed, c) <= Math.max(1, Math.max(typed.length(), c.length()) / 3))
                .min(Comparator.comparingInt(c -> distance(typed, c)));
    }

    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replace = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replace, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
