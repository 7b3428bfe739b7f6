package dev.tidemark.stress.jcstress;

import dev.tidemark.Client;
import dev.tidemark.Coverage;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One region for all samples of a JVM. A sample gets a page of its own, and no other sample gets it before {@value #PAGES}
 * more have begun, which is far more than are under way at a time. A test harvests its page only.
 */
final class Tracked {
    static final int PAGE = 64;
    private static final int PAGES = 1 << 16;

    /** Pages are cleaned so many at once, which costs one safepoint. */
    private static final int BLOCK = 4096;

    static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(PAGES * PAGE);
    static final Region REGION = Tidemark.track("jcstress", MEMORY, PAGE);
    static final Client ONE = Tidemark.client("one");
    static final Client OTHER = Tidemark.client("other");

    private static final AtomicInteger NEXT = new AtomicInteger();

    static {
        if (REGION.coverage() == Coverage.HOOKS_INCOMPLETE) {
            throw new IllegalStateException("hooks are missing, so losses would prove nothing: " + REGION.coverage());
        }
    }

    private Tracked() {}

    /** First byte of a page that holds 0 and is clean for both clients. */
    static int cleanPage() {
        int page = NEXT.getAndIncrement() & (PAGES - 1);
        if (page % BLOCK == 0) {
            clean(page);
        }
        if (MEMORY.getLong(page * PAGE) != 0 || isDirty(ONE, page * PAGE) || isDirty(OTHER, page * PAGE)) {
            synchronized (Tracked.class) { // another thread cleans this block
                MEMORY.putLong(page * PAGE, 0);
            }
            take(ONE, page * PAGE);
            take(OTHER, page * PAGE);
        }
        return page * PAGE;
    }

    /** First byte of a page that holds 0 and is dirty, so that a writer skips its mark. */
    static int dirtyPage() {
        int page = NEXT.getAndIncrement() & (PAGES - 1);
        MEMORY.putLong(page * PAGE, 0);
        return page * PAGE;
    }

    /** Harvests one page; whether it was dirty. */
    static boolean take(Client client, int at) {
        return harvest(client, at).pageCount() == 1;
    }

    static DirtyPages harvest(Client client, int at) {
        return REGION.harvest(client, at, PAGE);
    }

    static boolean isDirty(Client client, int at) {
        return REGION.isDirty(client, at, 1);
    }

    private static synchronized void clean(int first) {
        for (int page = first; page < first + BLOCK; page++) {
            MEMORY.putLong(page * PAGE, 0);
        }
        REGION.clear(ONE, (long) first * PAGE, (long) BLOCK * PAGE);
        REGION.clear(OTHER, (long) first * PAGE, (long) BLOCK * PAGE);
    }
}
