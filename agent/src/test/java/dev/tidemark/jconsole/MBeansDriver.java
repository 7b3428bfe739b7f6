package dev.tidemark.jconsole;

import dev.tidemark.jmx.JmxNames;
import dev.tidemark.jmx.RegionMXBean;
import java.awt.Component;
import java.awt.Container;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ObjectName;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JSplitPane;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.JTree;
import javax.swing.SwingUtilities;
import javax.swing.tree.DefaultMutableTreeNode;
import javax.swing.tree.TreePath;

/**
 * Goes through JConsole's own tab "MBeans": every attribute of every bean of ours has a value there, every operation a button that can be
 * pressed and says what it does. Calls one as a person does, and compares. Then the tab "Dirty pages", for a picture.
 */
final class MBeansDriver {
    private final Desk desk;
    private final JTree tree;

    private MBeansDriver(Desk desk) {
        this.desk = desk;
        this.tree = (JTree) Desk.find(c -> c instanceof JTree);
    }

    /** Arguments and end as {@link Desk#work}. */
    public static void main(String[] args) throws Exception {
        Desk.work(args, desk -> new MBeansDriver(desk).drive());
    }

    private void drive() throws Exception {
        desk.show("MBeans");
        Desk.onEvents(() -> {
            ((JSplitPane) SwingUtilities.getAncestorOfClass(JSplitPane.class, tree)).setDividerLocation(230);
            return null;
        });
        for (ObjectName bean : desk.server().queryNames(new ObjectName("dev.tidemark:*"), null)) {
            showsAttributes(bean);
            offersOperations(bean);
        }
        ObjectName ram = JmxNames.region(TourGuest.RAM);
        showsAttributes(ram);
        showsValues(ram);
        desk.picture("mbeans");
        callsAnOperation();
        plugin();
    }

    private void showsAttributes(ObjectName bean) throws Exception {
        select(bean, "Attributes");
        MBeanAttributeInfo[] attributes = desk.server().getMBeanInfo(bean).getAttributes();
        desk.await("values of " + bean, () -> isShown(bean, "Attributes", () -> rows().size() == attributes.length));
        for (MBeanAttributeInfo attribute : attributes) {
            desk.await(attribute.getName() + " of " + bean, () -> rows().stream()
                    .anyMatch(row -> row.get(0).equals(attribute.getName())
                            && row.get(1) != null
                            && !row.get(1).equals("Unavailable")));
        }
    }

    private void showsValues(ObjectName ram) throws Exception {
        for (String name : List.of("Name", "Kind", "Coverage", "ByteSize", "PageSize", "PageCount", "Open")) {
            Object value = desk.server().getAttribute(ram, name);
            desk.check(
                    name + " is " + value,
                    rows().stream()
                            .anyMatch(row -> row.get(0).equals(name)
                                    && row.get(1).toString().equals(String.valueOf(value))));
        }
    }

    private void offersOperations(ObjectName bean) throws Exception {
        select(bean, "Operations");
        MBeanInfo info = desk.server().getMBeanInfo(bean);
        for (MBeanOperationInfo operation : info.getOperations()) {
            desk.await(
                    operation.getName() + " of " + bean,
                    () -> isShown(bean, "Operations", () -> button(operation) != null));
            Desk.onEvents(() -> {
                JButton button = button(operation);
                desk.check(operation.getName() + " can be pressed", button.isEnabled());
                desk.check(
                        operation.getName() + " says what it does",
                        button.getToolTipText().equals(operation.getDescription())
                                && operation.getDescription().endsWith("."));
                for (MBeanParameterInfo parameter : operation.getSignature()) {
                    JLabel label = (JLabel) Desk.find(
                            button.getParent(),
                            c -> c instanceof JLabel l && parameter.getName().equals(l.getText()));
                    desk.check(
                            operation.getName() + " names " + parameter.getName(),
                            label != null && label.getToolTipText().equals(parameter.getDescription()));
                }
                return null;
            });
        }
    }

    private void callsAnOperation() throws Exception {
        ObjectName rom = JmxNames.region(TourGuest.ROM);
        select(rom, "Operations");
        MBeanOperationInfo text = Stream.of(desk.server().getMBeanInfo(rom).getOperations())
                .filter(operation -> operation.getName().equals("dirtyRangesText"))
                .findFirst()
                .orElseThrow();
        desk.await("its button", () -> button(text) != null);
        Desk.onEvents(() -> {
            List<JTextField> fields = all(button(text).getParent(), JTextField.class);
            fields.get(0).setText("backup");
            fields.get(1).setText("0");
            fields.get(2).setText("200");
            ((JComponent) button(text).getParent())
                    .scrollRectToVisible(button(text).getBounds());
            return null;
        });
        Desk.actLater(button(text));
        String wanted =
                JMX.newMXBeanProxy(desk.server(), rom, RegionMXBean.class).dirtyRangesText("backup", 0, 200);
        desk.check("the guest left ranges", wanted.contains("ranges " + TourGuest.ROM_RUNS));
        desk.await("the answer", () -> Desk.onEvents(() -> answer(wanted) != null));
        desk.picture("mbeans-call");
        Desk.actLater((JButton) Desk.find(c -> c instanceof JButton b && "OK".equals(b.getText()) && b.isShowing()));
        desk.await("the end of the dialog", () -> Desk.onEvents(() -> answer(wanted) == null));
    }

    private static Component answer(String text) {
        return Desk.find(c -> c instanceof JTextArea area && area.isShowing() && text.equals(area.getText()));
    }

    private void plugin() throws Exception {
        desk.show("Dirty pages");
        desk.await("the regions", () -> choose("regions", TourGuest.RAM));
        desk.await("the client", () -> choose("clients", "migration"));
        desk.await(
                "a chart",
                () -> Desk.onEvents(() -> ((RateChart) Desk.find(c -> c instanceof RateChart)).points() >= 20));
        RegionMXBean ram = JMX.newMXBeanProxy(desk.server(), JmxNames.region(TourGuest.RAM), RegionMXBean.class);
        desk.await("some dirty pages", () -> ram.getClients().get("migration").dirtyPages() > 200);
        desk.picture("plugin");
    }

    private static boolean choose(String name, String item) throws Exception {
        return Desk.onEvents(() -> {
            var combo = (javax.swing.JComboBox<?>) Desk.find(c -> name.equals(c.getName()));
            combo.setSelectedItem(item);
            return item.equals(combo.getSelectedItem());
        });
    }

    /** Selects what the tree has below a bean: JConsole makes those nodes when the bean is expanded. */
    /** JConsole itself fails, in a dialog, where what it fetches for a node arrives after the next one was selected: then once more. */
    private boolean isShown(ObjectName bean, String node, Callable<Boolean> shown) throws Exception {
        if (shown.call()) {
            return true;
        }
        Component failed = Desk.onEvents(() ->
                Desk.find(c -> c instanceof JButton button && "OK".equals(button.getText()) && button.isShowing()));
        if (failed != null) {
            Desk.actLater((JButton) failed);
            Thread.sleep(1_000);
            select(bean, node);
        }
        return false;
    }

    private void select(ObjectName bean, String node) throws Exception {
        List<String> names = new ArrayList<>(List.of(bean.getDomain(), bean.getKeyProperty("type")));
        if (bean.getKeyProperty("name") != null) {
            names.add(bean.getKeyProperty("name"));
        }
        desk.await("the node of " + bean, () -> Desk.onEvents(() -> select(names)));
        names.add(node);
        desk.await(node + " of " + bean, () -> Desk.onEvents(() -> select(names)));
    }

    private boolean select(List<String> names) {
        DefaultMutableTreeNode node = (DefaultMutableTreeNode) tree.getModel().getRoot();
        for (String name : names) {
            node = child(node, name);
            if (node == null) {
                return false;
            }
        }
        TreePath path = new TreePath(node.getPath());
        tree.expandPath(path.getParentPath());
        tree.expandPath(path);
        tree.setSelectionPath(path);
        tree.scrollPathToVisible(path);
        return true;
    }

    private static DefaultMutableTreeNode child(DefaultMutableTreeNode parent, String name) {
        for (Enumeration<?> children = parent.children(); children.hasMoreElements(); ) {
            DefaultMutableTreeNode child = (DefaultMutableTreeNode) children.nextElement();
            if (name.equals(String.valueOf(child.getUserObject()))) {
                return child;
            }
        }
        return null;
    }

    private static List<List<Object>> rows() throws Exception {
        return Desk.onEvents(() -> {
            JTable table = (JTable) Desk.find(inspector("XMBeanAttributes"));
            List<List<Object>> rows = new ArrayList<>();
            for (int row = 0; table != null && row < table.getRowCount(); row++) {
                rows.add(java.util.Arrays.asList(table.getValueAt(row, 0), table.getValueAt(row, 1)));
            }
            return rows;
        });
    }

    private static JButton button(MBeanOperationInfo operation) {
        Container operations = (Container) Desk.find(inspector("XMBeanOperations"));
        return operations == null
                ? null
                : (JButton) Desk.find(
                        operations,
                        c -> c instanceof JButton b && operation.getName().equals(b.getText()));
    }

    /** A class of JConsole, by its name: it is not exported. */
    private static Predicate<Component> inspector(String simpleName) {
        return c -> c.getClass().getSimpleName().equals(simpleName) && c.isShowing();
    }

    private static <T> List<T> all(Container in, Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Component child : in.getComponents()) {
            if (type.isInstance(child)) {
                found.add(type.cast(child));
            } else if (child instanceof Container container) {
                found.addAll(all(container, type));
            }
        }
        return found;
    }
}
