package dev.tidemark.jconsole;

import dev.tidemark.jmx.JmxNames;
import dev.tidemark.jmx.RangeList;
import dev.tidemark.jmx.RegionMXBean;
import dev.tidemark.jmx.SnapshotsMXBean;
import java.awt.Component;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JTable;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;

/** Presses what a person would press in the tab "Dirty pages", and compares what it shows with the beans. */
final class PluginDriver {
    private final Desk desk;
    private final MBeanServerConnection server;

    private PluginDriver(Desk desk) {
        this.desk = desk;
        this.server = desk.server();
    }

    /** Arguments and end as {@link Desk#work}. */
    public static void main(String[] args) throws Exception {
        Desk.work(args, desk -> new PluginDriver(desk).drive());
    }

    private void drive() throws Exception {
        desk.show("Dirty pages");
        await("the first look", () -> combo("regions").getItemCount() == 2);
        RegionMXBean ram = JMX.newMXBeanProxy(server, JmxNames.region("guest ram"), RegionMXBean.class);
        select("regions", "guest ram");
        select("clients", "backup");
        showsTheBean(ram);
        desk.picture("plugin-ranges");

        press("Next");
        await(
                "the second part",
                () -> rows().size() == 200 && rows().get(0).get(1).equals(200L * 8192));
        press("Next");
        await("the last part", () -> rows().size() == 100 && !button("Next").isEnabled());
        press("Previous");
        await("the second part again", () -> rows().get(0).get(1).equals(200L * 8192));
        press("First");
        await(
                "the first part",
                () -> rows().get(0).get(1).equals(0L) && !button("First").isEnabled());

        export();
        snapshot();
        harvestAndGiveBack(ram);
        harvestAndCommit(ram);
        chart();
        aJvmThatHangsHoldsNobodyUp();
    }

    private void showsTheBean(RegionMXBean ram) throws Exception {
        long dirty = ram.getClients().get("backup").dirtyPages();
        check("the guest dirtied as many", dirty == PluginIT.Guest.DIRTY_RUNS);
        await("the figures", () -> label("figures").startsWith(dirty + " of " + ram.getPageCount() + " pages dirty"));
        await("the map", () -> Desk.find(c -> "heatMap".equals(c.getName()))
                .getAccessibleContext()
                .getAccessibleDescription()
                .equals(dirty + " of " + ram.getPageCount() + " pages are dirty"));
        RangeList ranges = ram.dirtyRanges("backup", 0, Wish.MAX_RUNS);
        await("the rows", () -> rows().size() == Wish.MAX_RUNS);
        for (int i = 0; i < Wish.MAX_RUNS; i++) {
            check(
                    "row " + i,
                    rows().get(i)
                            .equals(List.of(
                                    "0x" + Long.toHexString(ranges.offsets()[i]),
                                    ranges.offsets()[i],
                                    ranges.lengths()[i],
                                    ranges.pages(i))));
        }
        check("it was a look", ram.getClients().get("backup").dirtyPages() == dirty);
    }

    private void export() throws Exception {
        Path file = desk.file("ranges", ".csv");
        Files.deleteIfExists(file);
        DirtyPagesPanel panel = (DirtyPagesPanel) Desk.find(c -> c instanceof DirtyPagesPanel);
        Desk.onEvents(() -> {
            panel.export(file);
            return null;
        });
        await("the export", () -> label("status").startsWith("exported " + PluginIT.Guest.DIRTY_RUNS + " ranges"));
        List<String> lines = Files.readAllLines(file);
        check("every range and a title", lines.size() == PluginIT.Guest.DIRTY_RUNS + 1);
        check("the last one", lines.get(PluginIT.Guest.DIRTY_RUNS).equals(499 * 8192 + ",4096,1"));
    }

    private void snapshot() throws Exception {
        Path store = desk.file("store", "-" + desk.pid());
        Desk.actLater(button("Snapshot..."));
        await("a form", () -> Desk.find(c -> "store".equals(c.getName()) && c.isShowing()) != null);
        Desk.onEvents(() -> {
            ((JTextField) Desk.find(c -> "store".equals(c.getName()))).setText(store.toString());
            return null;
        });
        desk.picture("plugin-snapshot");
        JButton ok = (JButton) Desk.find(c -> c instanceof JButton b && "OK".equals(b.getText()) && b.isShowing());
        Desk.onEvents(() -> Desk.act(ok));
        await("a snapshot", () -> label("status").startsWith("took "));
        SnapshotsMXBean snapshots = JMX.newMXBeanProxy(server, JmxNames.SNAPSHOTS, SnapshotsMXBean.class);
        check("it is in the store", snapshots.list(store.toString(), 0, 10).points().length == 1);
        check("full", label("status").contains("of region 'guest ram': full"));
    }

    private void harvestAndGiveBack(RegionMXBean ram) throws Exception {
        press("Harvest");
        await(
                "an open harvest",
                () -> ram.getOpenHarvests() == 1 && button("Commit").isEnabled());
        check(
                "what was taken is shown",
                rows().size() == Wish.MAX_RUNS && label("runs").startsWith("harvest "));
        check("and clean", ram.getClients().get("backup").dirtyPages() == 0);
        desk.picture("plugin-harvest");
        press("Give back");
        await(
                "no open harvest",
                () -> ram.getOpenHarvests() == 0 && button("Harvest").isEnabled());
        check("dirty again", ram.getClients().get("backup").dirtyPages() == PluginIT.Guest.DIRTY_RUNS);
    }

    private void harvestAndCommit(RegionMXBean ram) throws Exception {
        press("Harvest");
        await(
                "an open harvest",
                () -> ram.getOpenHarvests() == 1 && button("Commit").isEnabled());
        press("Commit");
        await("no open harvest", () -> ram.getOpenHarvests() == 0 && rows().isEmpty());
        check("clean", ram.getClients().get("backup").dirtyPages() == 0);
        await("the figures", () -> label("figures").startsWith("0 of "));
    }

    private void chart() throws Exception {
        select("regions", "busy");
        await("the other region", () -> label("facts").contains("1 MiB"));
        select("clients", "backup");
        await(
                "rates of a region that is written",
                () -> Desk.onEvents(() -> ((RateChart) Desk.find(c -> c instanceof RateChart)).points() >= 8));
        desk.picture("plugin-chart");
    }

    /** The guest is stopped until the event thread has answered: were it waiting for the guest, nobody would go on. */
    private void aJvmThatHangsHoldsNobodyUp() throws Exception {
        signal("STOP");
        select("regions", "guest ram");
        for (int i = 0; i < 20; i++) {
            Desk.onEvents(() -> combo("clients").getItemCount());
            Thread.sleep(100);
        }
        check("still the old picture", !label("facts").contains("16 MiB"));
        signal("CONT");
        await("the answer", () -> label("facts").contains("16 MiB"));
    }

    private void signal(String name) throws Exception {
        check(
                name,
                new ProcessBuilder("kill", "-" + name, Long.toString(desk.pid()))
                                .start()
                                .waitFor()
                        == 0);
    }

    private void select(String combo, String item) throws Exception {
        await(item + " to choose", () -> {
            JComboBox<?> box = combo(combo);
            for (int i = 0; i < box.getItemCount(); i++) {
                if (item.equals(box.getItemAt(i))) {
                    return true;
                }
            }
            return false;
        });
        Desk.onEvents(() -> {
            combo(combo).setSelectedItem(item);
            return null;
        });
        if (combo.equals("clients")) {
            await("client " + item, () -> item.equals(combo(combo).getSelectedItem()));
        }
    }

    private void press(String text) throws Exception {
        await(text + " can be pressed", () -> button(text).isEnabled());
        Desk.onEvents(() -> Desk.act(button(text)));
    }

    private List<List<Object>> rows() throws Exception {
        return Desk.onEvents(() -> {
            JTable table = (JTable) Desk.find(c -> c instanceof JTable t && "runTable".equals(t.getName()));
            List<List<Object>> rows = new ArrayList<>();
            for (int row = 0; row < table.getRowCount(); row++) {
                List<Object> cells = new ArrayList<>();
                for (int column = 0; column < table.getColumnCount(); column++) {
                    cells.add(table.getValueAt(row, column));
                }
                rows.add(cells);
            }
            return rows;
        });
    }

    private static String label(String name) throws Exception {
        return Desk.onEvents(() -> ((JLabel) Desk.find(c -> name.equals(c.getName()))).getText());
    }

    private static JComboBox<?> combo(String name) {
        return (JComboBox<?>) Desk.find(c -> name.equals(c.getName()));
    }

    private static JButton button(String text) {
        return (JButton) Desk.find(c -> c instanceof JButton b && text.equals(b.getText()) && isOurs(b));
    }

    private static boolean isOurs(Component component) {
        return SwingUtilities.getAncestorOfClass(DirtyPagesPanel.class, component) != null;
    }

    private void await(String what, Callable<Boolean> condition) throws Exception {
        desk.await(what, condition);
    }

    private void check(String what, boolean holds) {
        desk.check(what, holds);
    }
}
