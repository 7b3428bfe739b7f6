package dev.tidemark.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.boot.Marks;
import dev.tidemark.it.Seed;
import java.util.BitSet;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Operations that run out of stack at any point: whoever gets the error has lost no page. The thread descends until its stack is
 * full, and tries an operation at every level of its way back; so each fails at a different depth, until one does not. {@code
 * -Dtidemark.overflows=5000} for long.
 */
class ExhaustedStackTest {
    private static final int PAGES = 3 * Chunk.PAGES + 77;
    private static final int ROUNDS = Integer.getInteger("tidemark.overflows", 300);

    /** Linked while there is stack. */
    private static final Function<PageTable.Found, PageTable.Found> SAME = found -> found;

    private final Random random = new Random(Seed.of("ExhaustedStackTest"));
    private final PageTable table = new PageTable(PAGES, Marks.inArray(PAGES), () -> {}, (first, count, into) -> true);
    private final ClientHandle[] clients = {new ClientHandle("a", 0), new ClientHandle("b", 1)};

    /** What each client has to get. */
    private final BitSet[] due = {new BitSet(), new BitSet()};

    private final PageTable.Found[] taken = new PageTable.Found[100];
    private int takenCount;
    private int failed;
    private int succeeded;
    private int tries;

    @Test
    void anOperationThatFailsForWantOfStackLosesNothing() throws Exception {
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(null, this::run, "shallow", 256 << 10);
        thread.setUncaughtExceptionHandler((dead, cause) -> thrown[0] = cause);
        thread.start();
        thread.join();
        assertEquals(null, thrown[0]);
        System.out.println("ExhaustedStackTest: operations that failed " + failed + ", that did not " + succeeded);
        assertTrue(failed > ROUNDS && succeeded >= ROUNDS, "nothing was tested: " + failed + ", " + succeeded);
    }

    private void run() {
        for (ClientHandle client : clients) {
            PageSets.take(table, client, 0, PAGES);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = random.nextInt(40); i >= 0; i--) {
                int page = random.nextInt(PAGES);
                int end = Math.min(PAGES, page + 1 + random.nextInt(random.nextInt(10) == 0 ? PAGES : 3));
                table.mark(page, end);
                due[0].set(page, end);
                due[1].set(page, end);
            }
            tries = 0;
            takenCount = 0;
            int taker = random.nextInt(2);
            descend(taker, random.nextInt(4));
            for (int i = 0; i < takenCount; i++) {
                got(taker, taken[i]);
            }
            for (int who = 0; who < 2; who++) {
                got(who, PageSets.take(table, clients[who], 0, PAGES));
                assertEquals(new BitSet(), due[who], "lost by client " + who);
            }
        }
    }

    private void descend(int who, int kind) {
        try {
            descend(who, kind);
        } catch (StackOverflowError e) {
            tries = 1;
        }
        if (tries > 0 && tries < 60) {
            tries++;
            operate(who, kind);
        }
    }

    private void operate(int who, int kind) {
        PageTable.Found found = null;
        try {
            switch (kind) {
                case 0 -> table.count(clients[who]);
                case 1 -> table.look(clients[who]);
                case 2 -> found = table.take(clients[who], 0, PAGES, SAME);
                default -> found = table.take(clients[who], 5, PAGES - 5, SAME);
            }
            succeeded++;
        } catch (StackOverflowError e) {
            failed++;
        }
        if (found != null) {
            taken[takenCount++] = found; // looked at when there is stack again
        }
    }

    private void got(int who, PageTable.Found found) {
        due[who].andNot(PageSets.bits(found));
    }
}
