package dev.tidemark.jconsole;

import dev.tidemark.jmx.RangeList;
import dev.tidemark.options.Sizes;
import dev.tidemark.track.ClientStats;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.GridLayout;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import javax.swing.BorderFactory;
import javax.swing.DefaultComboBoxModel;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JFileChooser;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.SwingWorker;

/** The tab. Event thread alone, but for {@link #wish()}. */
final class DirtyPagesPanel extends JPanel {
    private static final long serialVersionUID = 1;

    /** A question to the beans, asked by a worker. */
    interface Question {
        Look ask(RegionBeans beans) throws Exception;
    }

    private final transient Supplier<RegionBeans> connection;
    private final transient RateHistory history = new RateHistory();
    private final JComboBox<String> regions = combo("regions");
    private final JComboBox<String> clients = combo("clients");
    private final JLabel facts = label("facts");
    private final JLabel figures = label("figures");
    private final JLabel runs = label("runs");
    private final JLabel status = label("status");
    private final HeatMapView map = new HeatMapView(this::goTo);
    private final RateChart chart = new RateChart();
    private final RunTable table = new RunTable();
    private final JButton first = button("First", () -> goTo(0));
    private final JButton previous = button("Previous", this::goBack);
    private final JButton next = button("Next", this::goOn);
    private final JButton harvest = button("Harvest", () -> ask("harvest", beans -> beans.harvest(wish())));
    private final JButton commit = button("Commit", () -> ask("commit", beans -> beans.commit(wish())));
    private final JButton giveBack = button("Give back", () -> ask("give back", beans -> beans.giveBack(wish())));
    private final JButton export = button("Export...", this::chooseFile);
    private final JButton snapshot = button("Snapshot...", this::chooseStore);
    private final SnapshotForm snapshotForm = new SnapshotForm();
    private final transient Deque<Long> before = new ArrayDeque<>();

    private transient volatile Wish wish = Wish.ANY;
    private transient Look shown = Look.empty();
    private transient SnapshotWorker snapshotting;
    private boolean filling;
    private int working;

    /** An empty tab; {@code connection} gives the beans, or null while JConsole is not connected. */
    DirtyPagesPanel(Supplier<RegionBeans> connection) {
        super(new BorderLayout(8, 8));
        this.connection = connection;
        setName("dirtyPages");
        setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
        add(top(), BorderLayout.NORTH);
        add(middle(), BorderLayout.CENTER);
        add(bottom(), BorderLayout.SOUTH);
        regions.addActionListener(e -> choose());
        clients.addActionListener(e -> choose());
        enableButtons();
    }

    /** What the user wants to see now. Any thread. */
    Wish wish() {
        return wish;
    }

    /** Shows what a worker found, unless the user asked for something else meanwhile. */
    void show(Look look, Wish asked) {
        if (!asked.equals(wish)) {
            return;
        }
        wish = look.wish();
        shown = look;
        history.add(look);
        filling = true;
        fill(regions, look.regions(), wish.region());
        fill(clients, List.copyOf(look.stats().keySet()), wish.client());
        filling = false;
        facts.setText(look.facts());
        figures.setText(figures(look));
        int[] cells = look.heat() == null ? null : look.heat().dirtyPages().get(wish.client());
        map.show(
                cells == null ? new int[0] : cells,
                look.heat() == null ? 1 : look.heat().pagesPerCell(),
                look.pageCount(),
                look.pageSize());
        chart.show(history.of(wish.region(), wish.client()), look.pageSize());
        table.show(look.ranges());
        runs.setText(runs(look.ranges()));
        enableButtons();
    }

    /** Says what went wrong, or nothing if {@code problem} is empty. */
    void tell(String problem) {
        status.setText(problem.isEmpty() ? " " : problem);
    }

    private JComponent top() {
        JPanel choice = new JPanel(new FlowLayout(FlowLayout.LEFT, 6, 0));
        choice.add(named(new JLabel("Region:"), regions));
        choice.add(regions);
        choice.add(named(new JLabel("Client:"), clients));
        choice.add(clients);
        JPanel top = new JPanel(new GridLayout(3, 1, 0, 4));
        top.add(choice);
        top.add(facts);
        top.add(figures);
        return top;
    }

    private JComponent middle() {
        JPanel pictures = new JPanel(new GridLayout(1, 2, 8, 0));
        pictures.add(titled("Heat map: grey is clean, green to red is dirty", map));
        pictures.add(titled("Dirty rate", chart));
        pictures.setPreferredSize(new Dimension(700, 240));
        JTable rows = new JTable(table);
        rows.setName("runTable");
        rows.getAccessibleContext().setAccessibleName("Dirty ranges");
        JPanel pages = new JPanel(new FlowLayout(FlowLayout.LEFT, 6, 0));
        pages.add(first);
        pages.add(previous);
        pages.add(next);
        pages.add(runs);
        JPanel list = new JPanel(new BorderLayout(0, 4));
        list.add(new JScrollPane(rows), BorderLayout.CENTER);
        list.add(pages, BorderLayout.SOUTH);
        JPanel middle = new JPanel(new BorderLayout(0, 8));
        middle.add(pictures, BorderLayout.NORTH);
        middle.add(titled("Ranges", list), BorderLayout.CENTER);
        return middle;
    }

    private JComponent bottom() {
        JPanel buttons = new JPanel(new FlowLayout(FlowLayout.LEFT, 6, 0));
        buttons.add(harvest);
        buttons.add(commit);
        buttons.add(giveBack);
        buttons.add(export);
        buttons.add(snapshot);
        JPanel bottom = new JPanel(new GridLayout(2, 1));
        bottom.add(buttons);
        bottom.add(status);
        return bottom;
    }

    private void choose() {
        if (filling) {
            return;
        }
        String region = (String) regions.getSelectedItem();
        String client = (String) clients.getSelectedItem();
        boolean sameView = Objects.equals(region, wish.region()) && Objects.equals(client, wish.client());
        if (!sameView) {
            before.clear();
            look(new Wish(region, client, -1, 0));
        }
    }

    private void goTo(long offset) {
        before.clear();
        look(new Wish(wish.region(), wish.client(), wish.harvest(), offset));
    }

    private void goOn() {
        before.push(shown.wish().fromOffset());
        look(new Wish(
                wish.region(), wish.client(), wish.harvest(), shown.ranges().nextOffset()));
    }

    private void goBack() {
        look(new Wish(wish.region(), wish.client(), wish.harvest(), before.pop()));
    }

    private void look(Wish wanted) {
        wish = wanted;
        ask("look", beans -> beans.look(wanted));
    }

    private void chooseFile() {
        JFileChooser chooser = new JFileChooser();
        chooser.setSelectedFile(new java.io.File("dirty-ranges.csv"));
        if (chooser.showSaveDialog(this) == JFileChooser.APPROVE_OPTION) {
            export(chooser.getSelectedFile().toPath());
        }
    }

    /** Writes all ranges of what is shown into a file. */
    void export(Path file) {
        Wish wanted = shown.wish();
        run(
                "export",
                beans -> {
                    long written = beans.export(wanted, file);
                    return "exported " + written + " ranges to " + file;
                },
                this::tell);
    }

    private void chooseStore() {
        if (snapshotting != null) {
            snapshotting.giveUp();
            tell("the snapshot is being cancelled");
            return;
        }
        snapshotForm.ask(this, wish.region()).ifPresent(this::snapshot);
    }

    /** Takes a snapshot. Takes long, so nothing else waits for it, and the button cancels it meanwhile. */
    void snapshot(SnapshotOrder order) {
        RegionBeans beans = connection.get();
        if (beans == null) {
            tell("not connected");
            return;
        }
        snapshotting = new SnapshotWorker(beans.snapshots(), order, this::tell, () -> {
            snapshotting = null;
            enableButtons();
        });
        snapshotting.execute();
        enableButtons();
    }

    private void ask(String what, Question question) {
        Wish asked = wish;
        run(what, question::ask, look -> {
            if (snapshotting == null) {
                tell("");
            }
            show(look, asked);
        });
    }

    private interface Work<T> {
        T on(RegionBeans beans) throws Exception;
    }

    /** Works off the event thread. Buttons wait for the answer; the choices and the rest of JConsole do not. */
    private <T> void run(String what, Work<T> work, java.util.function.Consumer<T> done) {
        RegionBeans beans = connection.get();
        if (beans == null) {
            tell("not connected");
            return;
        }
        working++;
        enableButtons();
        new SwingWorker<T, Void>() {
            @Override
            protected T doInBackground() throws Exception {
                return work.on(beans);
            }

            @Override
            protected void done() {
                working--;
                try {
                    done.accept(get());
                } catch (ExecutionException e) {
                    tell("cannot " + what + ": " + Problems.sentence(e.getCause()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                enableButtons();
            }
        }.execute();
    }

    private void enableButtons() {
        boolean ready = working == 0 && wish.region() != null && wish.client() != null;
        boolean open = ready && wish.harvest() >= 0;
        RangeList ranges = shown.ranges();
        first.setEnabled(ready && wish.fromOffset() > 0);
        previous.setEnabled(ready && !before.isEmpty());
        next.setEnabled(ready && ranges != null && ranges.nextOffset() >= 0);
        harvest.setEnabled(ready && !open);
        commit.setEnabled(open);
        giveBack.setEnabled(open);
        export.setEnabled(ready && ranges != null);
        snapshot.setText(snapshotting == null ? "Snapshot..." : "Cancel snapshot");
        snapshot.setEnabled(snapshotting != null || wish.region() != null);
    }

    private static String figures(Look look) {
        ClientStats stats = look.stats().get(look.wish().client());
        return stats == null
                ? " "
                : String.format(
                        Locale.ROOT,
                        "%d of %d pages dirty (%.1f %%), %s; harvests %d",
                        stats.dirtyPages(),
                        look.pageCount(),
                        100.0 * stats.dirtyPages() / look.pageCount(),
                        Sizes.humanAndExact(stats.dirtyBytes()),
                        stats.harvests());
    }

    private String runs(RangeList ranges) {
        if (ranges == null) {
            return " ";
        }
        String what = wish.harvest() >= 0 ? "harvest " + wish.harvest() + ": " : "";
        return what + ranges.offsets().length + " of " + ranges.totalRuns() + " ranges, from offset "
                + wish.fromOffset();
    }

    private static void fill(JComboBox<String> combo, List<String> items, String selected) {
        boolean same = combo.getItemCount() == items.size();
        for (int i = 0; same && i < items.size(); i++) {
            same = items.get(i).equals(combo.getItemAt(i));
        }
        if (!same && !combo.isPopupVisible()) {
            combo.setModel(new DefaultComboBoxModel<>(items.toArray(new String[0])));
        }
        combo.setSelectedItem(selected);
    }

    private static JComboBox<String> combo(String name) {
        JComboBox<String> combo = new JComboBox<>();
        combo.setName(name);
        // Names come from another JVM: one that begins with <html> is shown, not obeyed.
        ((JComponent) combo.getRenderer()).putClientProperty("html.disable", Boolean.TRUE);
        combo.setPrototypeDisplayValue("a region with a rather long name");
        return combo;
    }

    private static JLabel label(String name) {
        JLabel label = new JLabel(" ");
        label.setName(name);
        return label;
    }

    private static JLabel named(JLabel label, JComponent of) {
        label.setLabelFor(of);
        return label;
    }

    private static JButton button(String text, Runnable action) {
        JButton button = new JButton(text);
        button.setName(text.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT));
        button.addActionListener(e -> action.run());
        return button;
    }

    private static JComponent titled(String title, JComponent content) {
        JPanel panel = new JPanel(new BorderLayout());
        panel.setBorder(BorderFactory.createTitledBorder(title));
        panel.add(content);
        return panel;
    }
}
