package dev.tidemark.jmx;

import java.util.Map;

/**
 * A region seen from afar: how many pages are dirty in each of its cells.
 *
 * @param pagesPerCell pages in one cell; the last cell may have fewer
 * @param dirtyPages per client, the dirty pages of each cell, from the region's first page on; at most {@link #MAX_CELLS} cells
 */
public record HeatCells(long pagesPerCell, Map<String, int[]> dirtyPages) {
    /** Cells of a region at most. */
    public static final int MAX_CELLS = 1024;
}
