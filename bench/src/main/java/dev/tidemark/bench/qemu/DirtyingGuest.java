package dev.tidemark.bench.qemu;

/** Makes 256 MiB dirty, from the first byte of RAM on, whole pages, in eight steps. */
final class DirtyingGuest implements Guest {
    /** A turn that never ends. */
    static final int ONE_PIECE = Integer.MAX_VALUE;

    private static final int DIRTY_PAGES = (256 << 20) / GuestRam.PAGE;
    private static final int STEPS = 8;
    private static final int PAGES_PER_STEP = DIRTY_PAGES / STEPS;

    private final GuestRam ram;
    private final int turn;
    private final byte[] data = new byte[GuestRam.PAGE];

    /**
     * A guest.
     *
     * @param turn how many pages are dirty, and then clean
     */
    DirtyingGuest(GuestRam ram, int turn) {
        this.ram = ram;
        this.turn = turn;
    }

    @Override
    public int steps() {
        return STEPS;
    }

    @Override
    public int stepsPerMigration() {
        return STEPS;
    }

    @Override
    public void step(int step) {
        for (int i = step * PAGES_PER_STEP; i < (step + 1) * PAGES_PER_STEP; i++) {
            int page = turn == ONE_PIECE ? i : i / turn * 2 * turn + i % turn;
            data[0]++;
            ram.put(page * GuestRam.PAGE, data);
        }
    }

    @Override
    public void close() {}
}
