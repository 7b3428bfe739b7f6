package dev.tidemark.jconsole;

import com.sun.tools.attach.VirtualMachine;
import dev.tidemark.jmx.JmxNames;
import dev.tidemark.jmx.RangeList;
import dev.tidemark.jmx.RegionMXBean;
import java.awt.Component;
import java.awt.Container;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JTabbedPane;
import javax.swing.JTable;
import javax.swing.SwingUtilities;

/** Runs JConsole in its own JVM, presses what a person would press, and compares what the tab shows with the beans. */
final class PluginDriver {
    private static final String JDK = "jdk" + Runtime.version().feature();

    private final MBeanServerConnection server;
    private final long pid;
    private final Path shots;
    private int checked;

    private PluginDriver(MBeanServerConnection server, long pid, Path shots) {
        this.server = server;
        this.pid = pid;
        this.shots = shots;
    }

    /** Arguments: the agent's jar, the process to look into, the folder for screenshots. Ends the JVM. */
    public static void main(String[] args) throws Exception {
        int exitCode = 1;
        VirtualMachine machine = VirtualMachine.attach(args[1]);
        String address = machine.startLocalManagementAgent();
        machine.detach();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            Class.forName("sun.tools.jconsole.JConsole")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[] {"-interval=1", "-pluginpath", args[0], args[1]});
            PluginDriver driver =
                    new PluginDriver(connector.getMBeanServerConnection(), Long.parseLong(args[1]), Path.of(args[2]));
            try {
                driver.drive();
                exitCode = 0;
            } catch (Exception | AssertionError e) {
                e.printStackTrace();
                driver.shot("failed");
            }
            System.out.println("checked " + driver.checked);
        }
        System.out.flush();
        Runtime.getRuntime().halt(exitCode);
    }

    private void drive() throws Exception {
        openTab();
        RegionMXBean ram = JMX.newMXBeanProxy(server, JmxNames.region("guest ram"), RegionMXBean.class);
        select("regions", "guest ram");
        select("clients", "backup");
        showsTheBean(ram);
        shot("ranges");

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
        harvestAndGiveBack(ram);
        harvestAndCommit(ram);
        chart();
        aJvmThatHangsHoldsNobodyUp();
    }

    private void openTab() throws Exception {
        await("the tab", () -> {
            JButton insecure = (JButton) find(c -> c instanceof JButton b
                    && b.isShowing()
                    && b.getText() != null
                    && b.getText().startsWith("Insecure"));
            if (insecure != null) {
                onEvents(() -> act(insecure));
            }
            return find(c -> "dirtyPages".equals(c.getName())) != null;
        });
        JTabbedPane tabs = (JTabbedPane) find(c -> c instanceof JTabbedPane t && t.indexOfTab("Dirty pages") >= 0);
        onEvents(() -> {
            tabs.setSelectedIndex(tabs.indexOfTab("Dirty pages"));
            // JConsole opens its window inside a larger one.
            for (Component c = tabs; c != null; c = c.getParent()) {
                if (c instanceof javax.swing.JInternalFrame frame) {
                    frame.setMaximum(true);
                }
            }
            SwingUtilities.getWindowAncestor(tabs).setBounds(0, 0, 1100, 900);
            return null;
        });
        await("the first look", () -> combo("regions").getItemCount() == 2);
    }

    private void showsTheBean(RegionMXBean ram) throws Exception {
        long dirty = ram.getClients().get("backup").dirtyPages();
        check("the guest dirtied as many", dirty == PluginIT.Guest.DIRTY_RUNS);
        await("the figures", () -> label("figures").startsWith(dirty + " of " + ram.getPageCount() + " pages dirty"));
        await("the map", () -> find(c -> "heatMap".equals(c.getName()))
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
        Path file = shots.resolve("ranges-" + JDK + ".csv");
        Files.deleteIfExists(file);
        DirtyPagesPanel panel = (DirtyPagesPanel) find(c -> c instanceof DirtyPagesPanel);
        onEvents(() -> {
            panel.export(file);
            return null;
        });
        await("the export", () -> label("status").startsWith("exported " + PluginIT.Guest.DIRTY_RUNS + " ranges"));
        List<String> lines = Files.readAllLines(file);
        check("every range and a title", lines.size() == PluginIT.Guest.DIRTY_RUNS + 1);
        check("the last one", lines.get(PluginIT.Guest.DIRTY_RUNS).equals(499 * 8192 + ",4096,1"));
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
        shot("harvest");
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
                () -> onEvents(() -> ((RateChart) find(c -> c instanceof RateChart)).points() >= 8));
        shot("chart");
    }

    /** The guest is stopped until the event thread has answered: were it waiting for the guest, nobody would go on. */
    private void aJvmThatHangsHoldsNobodyUp() throws Exception {
        signal("STOP");
        select("regions", "guest ram");
        for (int i = 0; i < 20; i++) {
            onEvents(() -> combo("clients").getItemCount());
            Thread.sleep(100);
        }
        check("still the old picture", !label("facts").contains("16 MiB"));
        signal("CONT");
        await("the answer", () -> label("facts").contains("16 MiB"));
    }

    private void signal(String name) throws Exception {
        check(
                name,
                new ProcessBuilder("kill", "-" + name, Long.toString(pid))
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
        onEvents(() -> {
            combo(combo).setSelectedItem(item);
            return null;
        });
        if (combo.equals("clients")) {
            await("client " + item, () -> item.equals(combo(combo).getSelectedItem()));
        }
    }

    private void press(String text) throws Exception {
        await(text + " can be pressed", () -> button(text).isEnabled());
        onEvents(() -> act(button(text)));
    }

    /** As an assistive technology presses it. */
    private static boolean act(JButton button) {
        return button.getAccessibleContext().getAccessibleAction().doAccessibleAction(0);
    }

    private List<List<Object>> rows() throws Exception {
        return onEvents(() -> {
            JTable table = (JTable) find(c -> c instanceof JTable t && "runTable".equals(t.getName()));
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
        return onEvents(() -> ((JLabel) find(c -> name.equals(c.getName()))).getText());
    }

    private static JComboBox<?> combo(String name) {
        return (JComboBox<?>) find(c -> name.equals(c.getName()));
    }

    private static JButton button(String text) {
        return (JButton) find(c -> c instanceof JButton b && text.equals(b.getText()) && isOurs(b));
    }

    private static boolean isOurs(Component component) {
        return SwingUtilities.getAncestorOfClass(DirtyPagesPanel.class, component) != null;
    }

    private static Component find(Predicate<Component> wanted) {
        for (Window window : Window.getWindows()) {
            Component found = find(window, wanted);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static Component find(Container in, Predicate<Component> wanted) {
        if (wanted.test(in)) {
            return in;
        }
        for (Component child : in.getComponents()) {
            Component found =
                    child instanceof Container container ? find(container, wanted) : wanted.test(child) ? child : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static <T> T onEvents(Callable<T> task) throws Exception {
        if (SwingUtilities.isEventDispatchThread()) {
            return task.call();
        }
        FutureTask<T> future = new FutureTask<>(task);
        SwingUtilities.invokeLater(future);
        return future.get();
    }

    private void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 40_000_000_000L;
        while (!Boolean.TRUE.equals(condition.call())) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + what);
            }
            Thread.sleep(100);
        }
        checked++;
    }

    private void check(String what, boolean holds) {
        if (!holds) {
            throw new AssertionError("not so: " + what);
        }
        checked++;
    }

    private void shot(String name) throws Exception {
        Thread.sleep(700); // until it is painted
        Window window = SwingUtilities.getWindowAncestor(find(c -> c instanceof JTabbedPane));
        Rectangle bounds = onEvents(window::getBounds);
        ImageIO.write(
                new Robot().createScreenCapture(bounds),
                "png",
                shots.resolve("plugin-" + name + "-" + JDK + ".png").toFile());
    }
}
