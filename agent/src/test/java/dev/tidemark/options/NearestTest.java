package dev.tidemark.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is skipped and broken off makes no difference: the answer is that of counting every edit. */
class NearestTest {
    private static final int ROUNDS = 3_000;

    @Test
    void itIsTheOneWithTheFewestEdits() {
        long seed = Long.getLong("tidemark.seed", new Random().nextLong());
        System.out.println("NearestTest: replay with -Dtidemark.seed=" + seed);
        Random random = new Random(seed);
        int found = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String typed = word(random);
            List<String> candidates = new ArrayList<>();
            for (int j = random.nextInt(8); j >= 0; j--) {
                candidates.add(random.nextBoolean() ? word(random) : mistyped(typed, random));
            }
            Optional<String> expected = Optional.empty();
            int fewest = Integer.MAX_VALUE;
            for (String candidate : candidates) {
                int edits = edits(typed, candidate, typed.length(), candidate.length());
                boolean near = edits <= Math.max(1, Math.max(typed.length(), candidate.length()) / 3);
                boolean first = edits < fewest || edits == fewest && candidate.compareTo(expected.get()) < 0;
                if (near && first) {
                    expected = Optional.of(candidate);
                    fewest = edits;
                }
            }
            assertEquals(expected, Nearest.of(typed, candidates), typed + " of " + candidates);
            found += expected.isPresent() ? 1 : 0;
        }
        assertEquals(true, found > ROUNDS / 10 && found < ROUNDS, "both outcomes: " + found);
    }

    @Test
    void caseCountsNothing() {
        assertEquals(Optional.of("Clients"), Nearest.of("CLEINTS", List.of("arrays", "Clients")));
    }

    /** By the definition, from the ends of both. */
    private static int edits(String a, String b, int i, int j) {
        if (i == 0 || j == 0) {
            return i + j;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        if (same) {
            return edits(a, b, i - 1, j - 1);
        }
        int least = 1 + Math.min(edits(a, b, i - 1, j - 1), Math.min(edits(a, b, i - 1, j), edits(a, b, i, j - 1)));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, 1 + edits(a, b, i - 2, j - 2)) : least;
    }

    private static String mistyped(String word, Random random) {
        StringBuilder text = new StringBuilder(word);
        for (int i = 1 + random.nextInt(3); i > 0 && text.length() > 1; i--) {
            int at = random.nextInt(text.length() - 1);
            char c = text.charAt(at);
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, (char) ('a' + random.nextInt(4)));
                default -> text.deleteCharAt(at).insert(at + 1, c);
            }
        }
        return text.toString();
    }

    private static String word(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(7); i > 0; i--) {
            text.append((char) ('a' + random.nextInt(4)));
        }
        return text.toString();
    }
}
