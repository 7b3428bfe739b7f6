package dev.tidemark.jconsole;

import dev.tidemark.jmx.HeatMap;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.function.LongConsumer;
import javax.swing.JComponent;

/** A region as a grid of coloured blocks that fills the component; a click tells the first byte of its block. */
final class HeatMapView extends JComponent {
    private static final long serialVersionUID = 1;
    private static final Color CLEAN = new Color(222, 226, 230);

    private transient int[] cells = {};
    private long pagesPerCell;
    private long pageCount;
    private int pageSize;

    HeatMapView(LongConsumer clicked) {
        setName("heatMap");
        setPreferredSize(new Dimension(400, 180));
        setToolTipText("");
        addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent e) {
                int cell = cellAt(e.getX(), e.getY());
                if (cell >= 0) {
                    clicked.accept(cell * pagesPerCell * pageSize);
                }
            }
        });
    }

    /** Shows a client's cells; empty shows nothing. */
    void show(int[] dirtyPages, long pagesInCell, long pagesInAll, int bytesInPage) {
        cells = dirtyPages;
        pagesPerCell = pagesInCell;
        pageCount = pagesInAll;
        pageSize = bytesInPage;
        long dirty = 0;
        for (int pages : dirtyPages) {
            dirty += pages;
        }
        getAccessibleContext().setAccessibleName("heat map");
        getAccessibleContext().setAccessibleDescription(dirty + " of " + pagesInAll + " pages are dirty");
        repaint();
    }

    @Override
    public javax.accessibility.AccessibleContext getAccessibleContext() {
        if (accessibleContext == null) {
            accessibleContext = new AccessibleJComponent() {
                private static final long serialVersionUID = 1;
            };
        }
        return accessibleContext;
    }

    @Override
    public String getToolTipText(MouseEvent event) {
        int cell = cellAt(event.getX(), event.getY());
        if (cell < 0) {
            return null;
        }
        long pages = HeatMap.pagesOf(cell, pagesPerCell, pageCount);
        return "0x" + Long.toHexString(cell * pagesPerCell * pageSize) + ": " + cells[cell] + " of " + pages
                + (pages == 1 ? " page is dirty" : " pages are dirty");
    }

    @Override
    protected void paintComponent(Graphics g) {
        int columns = columns();
        for (int i = 0; i < cells.length; i++) {
            int x = left(i % columns, columns);
            int y = top(i / columns, columns);
            g.setColor(colour(cells[i], HeatMap.pagesOf(i, pagesPerCell, pageCount)));
            g.fillRect(
                    x,
                    y,
                    Math.max(1, left(i % columns + 1, columns) - x - 1),
                    Math.max(1, top(i / columns + 1, columns) - y - 1));
        }
    }

    /** Grey is clean; from one dirty page to all of them green turns into yellow and red. */
    static Color colour(long dirty, long pages) {
        if (dirty <= 0) {
            return CLEAN;
        }
        float share = (float) Math.min(1, (double) dirty / pages);
        return Color.getHSBColor((1 - share) / 3, 0.85f, 0.8f);
    }

    /** So many that blocks are about as high as wide. */
    private int columns() {
        int wanted = (int) Math.ceil(Math.sqrt((double) cells.length * getWidth() / Math.max(1, getHeight())));
        return Math.max(1, Math.min(cells.length, wanted));
    }

    private int left(int column, int columns) {
        return (int) ((long) getWidth() * column / columns);
    }

    private int top(int row, int columns) {
        int rows = (cells.length + columns - 1) / columns;
        return (int) ((long) getHeight() * row / rows);
    }

    private int cellAt(int x, int y) {
        int columns = columns();
        for (int i = 0; i < cells.length; i++) {
            int column = i % columns;
            int row = i / columns;
            if (x >= left(column, columns)
                    && x < left(column + 1, columns)
                    && y >= top(row, columns)
                    && y < top(row + 1, columns)) {
                return i;
            }
        }
        return -1;
    }
}
