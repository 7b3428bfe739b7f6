package dev.tidemark.jconsole;

import dev.tidemark.jmx.RangeList;
import javax.swing.table.AbstractTableModel;

/** One part of the ranges as rows. */
final class RunTable extends AbstractTableModel {
    private static final long serialVersionUID = 1;
    private static final String[] TITLES = {"Offset (hex)", "Offset", "Length", "Pages"};

    private transient RangeList ranges;

    /** Shows that part; null shows nothing. */
    void show(RangeList part) {
        ranges = part;
        fireTableDataChanged();
    }

    @Override
    public int getRowCount() {
        return ranges == null ? 0 : ranges.offsets().length;
    }

    @Override
    public int getColumnCount() {
        return TITLES.length;
    }

    @Override
    public String getColumnName(int column) {
        return TITLES[column];
    }

    @Override
    public Class<?> getColumnClass(int column) {
        return column == 0 ? String.class : Long.class;
    }

    @Override
    public Object getValueAt(int row, int column) {
        return switch (column) {
            case 0 -> "0x" + Long.toHexString(ranges.offsets()[row]);
            case 1 -> ranges.offsets()[row];
            case 2 -> ranges.lengths()[row];
            default -> ranges.pages(row);
        };
    }
}
