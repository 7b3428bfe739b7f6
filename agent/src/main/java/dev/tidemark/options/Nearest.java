package dev.tidemark.options;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a mistyped word was meant to be. */
public final class Nearest {
    private Nearest() {}

    /**
     * The candidate that takes the fewest edits (insert, delete, replace a character; case counts nothing), if that is at
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
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
