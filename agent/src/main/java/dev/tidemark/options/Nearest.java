package dev.tidemark.options;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a mistyped word was meant to be. */
public final class Nearest {
    private Nearest() {}

    private record Match(String candidate, int edits) {}

    /**
     * The candidate that takes the fewest edits (insert, delete, replace or swap characters; case counts nothing), if that is at
     * most a third of the longer word, or one; of equal ones the first by name. Costs the product of the two lengths per candidate at
     * most, and nothing where the lengths alone differ by more.
     */
    public static Optional<String> of(String word, Collection<String> candidates) {
        String typed = (word.length() > 64 ? word.substring(0, 64) : word).toLowerCase(Locale.ROOT);
        Match best = null;
        for (String candidate : candidates) {
            int limit = Math.max(1, Math.max(typed.length(), candidate.length()) / 3);
            int most = best == null ? limit : Math.min(limit, best.edits);
            if (Math.abs(typed.length() - candidate.length()) > most) {
                continue;
            }
            int edits = distance(typed, candidate.toLowerCase(Locale.ROOT), most);
            if (edits <= most && (best == null || edits < best.edits || candidate.compareTo(best.candidate) < 0)) {
                best = new Match(candidate, edits);
            }
        }
        return Optional.ofNullable(best).map(Match::candidate);
    }

    /** The edits from one to the other; where they are more than {@code most}, some number that is more. */
    private static int distance(String a, String b, int most) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] edits = new int[b.length() + 1];
        Arrays.setAll(last, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            edits[0] = i;
            int least = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[j] = Math.min(replace, 1 + Math.min(last[j], edits[j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    edits[j] = Math.min(edits[j], beforeLast[j - 2] + 1);
                }
                least = Math.min(least, edits[j]);
            }
            if (least > most + 1) { // one, for a swap leads on from the row before
                return least;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = edits;
            edits = free;
        }
        return last[b.length()];
    }
}
