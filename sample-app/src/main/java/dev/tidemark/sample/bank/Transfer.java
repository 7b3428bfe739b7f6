package dev.tidemark.sample.bank;

import java.util.SplittableRandom;

/**
 * A transfer that follows from its number: whoever knows the seed can tell what the books are after any of them. So a guest that went from
 * one process to another can be compared with what it must hold, account by account.
 *
 * @param from account that pays, from 1 on
 * @param to account that gets it; another one
 * @param amount from 1 on
 */
public record Transfer(int from, int to, long amount) {
    private static final int MAX_AMOUNT = 100;

    /**
     * The transfer of that number.
     *
     * @param number from 1 on
     * @param accounts at least 2
     */
    public static Transfer numbered(long seed, long number, int accounts) {
        SplittableRandom random = new SplittableRandom(seed + number);
        int from = 1 + random.nextInt(accounts);
        int to = 1 + (from + random.nextInt(accounts - 1)) % accounts;
        return new Transfer(from, to, 1 + random.nextInt(MAX_AMOUNT));
    }
}
