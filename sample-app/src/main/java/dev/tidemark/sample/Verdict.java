package dev.tidemark.sample;

import dev.tidemark.sample.bank.Books;
import java.util.Locale;
import java.util.function.Consumer;

/** Whether the books of a guest that went through several JVMs are what its transfers make of them, each made once and in order. */
final class Verdict {
    private Verdict() {}

    /**
     * Compares, and says what came out.
     *
     * @param found by the guest
     */
    static boolean on(Books found, long seed, int accounts, Consumer<String> out) {
        long transfers = found.audit().transfers();
        Books expected = Books.expected(seed, accounts, transfers);
        boolean right = found.equals(expected);
        out.accept(
                right
                        ? String.format(
                                Locale.ROOT,
                                "books    every balance is what transfers 1 to %,d make of it, each made once",
                                transfers)
                        : "WRONG: found " + found.line() + "; transfers 1 to " + transfers + " make "
                                + expected.line());
        return right;
    }
}
