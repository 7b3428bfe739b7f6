package dev.tidemark.jconsole;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.List;
import java.util.Locale;
import javax.swing.JComponent;

/** The dirty rate over time as a line: a point per look, the newest at the right. */
final class RateChart extends JComponent {
    private static final long serialVersionUID = 1;
    private static final Color LINE = new Color(25, 113, 194);
    private static final int MARGIN = 18;

    private transient List<Double> rates = List.of();
    private int pageSize = 1;

    RateChart() {
        setName("rateChart");
        setPreferredSize(new Dimension(300, 180));
    }

    /** Shows the rates in pages per second, oldest first. */
    void show(List<Double> pagesPerSecond, int bytesInPage) {
        rates = pagesPerSecond;
        pageSize = bytesInPage;
        repaint();
    }

    /** How many rates are shown. */
    int points() {
        return rates.size();
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = (Graphics2D) graphics;
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, getWidth(), getHeight());
        g.setColor(Color.LIGHT_GRAY);
        g.drawRect(0, 0, getWidth() - 1, getHeight() - 1);
        double highest = rates.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        g.setColor(Color.DARK_GRAY);
        g.drawString(caption(highest), 6, 14);
        if (highest == 0) {
            return;
        }
        g.setColor(LINE);
        int height = getHeight() - MARGIN - 6;
        int steps = Math.max(29, rates.size() - 1);
        for (int i = 1; i < rates.size(); i++) {
            g.drawLine(
                    x(i - 1, steps),
                    y(rates.get(i - 1), highest, height),
                    x(i, steps),
                    y(rates.get(i), highest, height));
        }
        if (rates.size() == 1) {
            g.fillOval(x(0, steps) - 2, y(rates.get(0), highest, height) - 2, 5, 5);
        }
    }

    private String caption(double highest) {
        if (rates.isEmpty()) {
            return "pages turned dirty per second: not known yet";
        }
        double last = rates.get(rates.size() - 1);
        return String.format(
                Locale.ROOT,
                "turned dirty: %.1f pages/s (%.1f KiB/s), highest %.1f",
                last,
                last * pageSize / 1024,
                highest);
    }

    private int x(int index, int steps) {
        int fromRight = rates.size() - 1 - index;
        return getWidth() - 6 - (int) ((long) (getWidth() - 12) * fromRight / steps);
    }

    private static int y(double rate, double highest, int height) {
        return MARGIN + (int) Math.round(height * (1 - rate / highest));
    }
}
