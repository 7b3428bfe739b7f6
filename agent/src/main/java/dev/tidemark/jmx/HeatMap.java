package dev.tidemark.jmx;

import dev.tidemark.DirtyPages;
import dev.tidemark.options.Sizes;
import java.util.Map;

/** Counts a region's dirty pages by cell, and draws cells as a line of text. Costs a walk over the runs. */
public final class HeatMap {
    /** Cells in a line of text. */
    static final int TEXT_CELLS = 64;

    private static final char CLEAN = '.';
    private static final char FULL = '#';

    private HeatMap() {}

    /** The least number of pages per cell for which {@code maxCells} cells hold {@code pageCount} pages. */
    public static long pagesPerCell(long pageCount, int maxCells) {
        return (pageCount + maxCells - 1) / maxCells;
    }

    /** Dirty pages per cell. */
    static int[] cells(DirtyPages pages, long pagesPerCell) {
        long pageCount = pages.region().pageCount();
        int pageSize = pages.region().pageSize();
        int[] cells = new int[(int) ((pageCount + pagesPerCell - 1) / pagesPerCell)];
        pages.forEachRun((byteOffset, byteLength) -> {
            long page = byteOffset / pageSize;
            long end = (byteOffset + byteLength + pageSize - 1) / pageSize;
            while (page < end) {
                long cell = page / pagesPerCell;
                long cellEnd = Math.min(end, (cell + 1) * pagesPerCell);
                cells[(int) cell] += (int) (cellEnd - page);
                page = cellEnd;
            }
        });
        return cells;
    }

    /**
     * Puts neighbouring cells together, for a smaller picture.
     *
     * @param factor how many cells of the old size one of the new size holds
     */
    public static int[] coarser(int[] cells, int factor) {
        int[] sums = new int[(cells.length + factor - 1) / factor];
        for (int i = 0; i < cells.length; i++) {
            sums[i / factor] += cells[i];
        }
        return sums;
    }

    /** Pages of a cell: {@code pagesPerCell}, but in the last one what is left. */
    public static long pagesOf(int cell, long pagesPerCell, long pageCount) {
        return Math.min(pagesPerCell, pageCount - cell * pagesPerCell);
    }

    /**
     * A cell as a character: {@code .} clean, {@code #} dirty throughout, {@code 1} to {@code 9} tenths in between, rounded down but
     * never to clean.
     */
    public static char symbol(long dirtyPages, long pages) {
        if (dirtyPages <= 0) {
            return CLEAN;
        }
        return dirtyPages >= pages ? FULL : (char) ('0' + Math.max(1, dirtyPages * 10 / pages));
    }

    /** The clients' maps, a line each, under a line that explains them. */
    static String text(Map<String, int[]> cellsOfClients, long pagesPerCell, long pageCount, int pageSize) {
        StringBuilder text = new StringBuilder("each character: ")
                .append(pagesPerCell)
                .append(pagesPerCell == 1 ? " page, " : " pages, ")
                .append(Sizes.human(pagesPerCell * pageSize))
                .append("; . clean, 1 to 9 tenths dirty, # all dirty\n");
        cellsOfClients.forEach((client, cells) -> {
            text.append('|');
            for (int i = 0; i < cells.length; i++) {
                text.append(symbol(cells[i], pagesOf(i, pagesPerCell, pageCount)));
            }
            text.append("| ").append(client).append('\n');
        });
        return text.toString();
    }
}
