package dev.tidemark.jconsole;

import com.sun.tools.attach.VirtualMachine;
import java.awt.Component;
import java.awt.Container;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Window;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.swing.JButton;
import javax.swing.JInternalFrame;
import javax.swing.JTabbedPane;
import javax.swing.SwingUtilities;

/**
 * JConsole in this JVM, as somebody in front of it uses it: finds what the window shows, presses, waits, and takes pictures. Has a
 * connection of its own to the beans, to compare. What is waited for and checked is counted.
 */
final class Desk {
    /** What a program does at the desk. */
    interface Work {
        void at(Desk desk) throws Exception;
    }

    private static final String JDK = "jdk" + Runtime.version().feature();
    private static final long PATIENCE_NANOS = 40_000_000_000L;

    private final MBeanServerConnection server;
    private final long pid;
    private final Path pictures;
    private int checked;

    private Desk(MBeanServerConnection server, long pid, Path pictures) {
        this.server = server;
        this.pid = pid;
        this.pictures = pictures;
    }

    /** Starts JConsole with the plugin, works, and ends the JVM. Arguments: the agent's jar, the process to look into, the folder for pictures. */
    static void work(String[] args, Work work) throws Exception {
        int exitCode = 1;
        VirtualMachine machine = VirtualMachine.attach(args[1]);
        String address = machine.startLocalManagementAgent();
        machine.detach();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            Class.forName("sun.tools.jconsole.JConsole")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[] {"-interval=1", "-pluginpath", args[0], args[1]});
            Desk desk = new Desk(connector.getMBeanServerConnection(), Long.parseLong(args[1]), Path.of(args[2]));
            try {
                desk.open();
                work.at(desk);
                exitCode = 0;
            } catch (Exception | AssertionError e) {
                e.printStackTrace();
                desk.picture("failed");
            }
            System.out.println("checked " + desk.checked);
        }
        System.out.flush();
        Runtime.getRuntime().halt(exitCode);
    }

    MBeanServerConnection server() {
        return server;
    }

    /** The JVM that is looked into. */
    long pid() {
        return pid;
    }

    /** A file beside the pictures, which carries this JDK's name. */
    Path file(String name, String ending) {
        return pictures.resolve(name + "-" + JDK + ending);
    }

    private void open() throws Exception {
        await("the tabs", () -> {
            JButton insecure = (JButton) find(c -> c instanceof JButton b
                    && b.isShowing()
                    && b.getText() != null
                    && b.getText().startsWith("Insecure"));
            if (insecure != null) {
                onEvents(() -> act(insecure));
            }
            return find(c -> "dirtyPages".equals(c.getName())) != null;
        });
        JTabbedPane tabs = tabs();
        onEvents(() -> {
            // JConsole opens its window inside a larger one.
            for (Component c = tabs; c != null; c = c.getParent()) {
                if (c instanceof JInternalFrame frame) {
                    frame.setMaximum(true);
                }
            }
            SwingUtilities.getWindowAncestor(tabs).setBounds(0, 0, 1100, 900);
            return null;
        });
    }

    /** Brings a tab to the front. */
    void show(String tab) throws Exception {
        JTabbedPane tabs = tabs();
        onEvents(() -> {
            tabs.setSelectedIndex(tabs.indexOfTab(tab));
            return null;
        });
    }

    private static JTabbedPane tabs() {
        return (JTabbedPane) find(c -> c instanceof JTabbedPane t && t.indexOfTab("Dirty pages") >= 0);
    }

    /** As an assistive technology presses it. */
    static boolean act(JButton button) {
        return button.getAccessibleContext().getAccessibleAction().doAccessibleAction(0);
    }

    /** As {@link #act}, without waiting for what it does, which may be to open a dialog. Any thread. */
    static void actLater(JButton button) {
        SwingUtilities.invokeLater(() -> act(button));
    }

    /** The first such component of any window; null if there is none. */
    static Component find(Predicate<Component> wanted) {
        for (Window window : Window.getWindows()) {
            Component found = find(window, wanted);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The first such component in that one; null if there is none. */
    static Component find(Container in, Predicate<Component> wanted) {
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

    /** Runs it on the event thread and returns what it returns. */
    static <T> T onEvents(Callable<T> task) throws Exception {
        if (SwingUtilities.isEventDispatchThread()) {
            return task.call();
        }
        FutureTask<T> future = new FutureTask<>(task);
        SwingUtilities.invokeLater(future);
        return future.get();
    }

    void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!Boolean.TRUE.equals(condition.call())) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + what);
            }
            Thread.sleep(100);
        }
        checked++;
    }

    void check(String what, boolean holds) {
        if (!holds) {
            throw new AssertionError("not so: " + what);
        }
        checked++;
    }

    /** A picture of the whole window, dialogs in front of it included. */
    void picture(String name) throws Exception {
        Thread.sleep(700); // until it is painted
        Window window = SwingUtilities.getWindowAncestor(find(c -> c instanceof JTabbedPane));
        Rectangle bounds = onEvents(window::getBounds);
        ImageIO.write(
                new Robot().createScreenCapture(bounds),
                "png",
                file(name, ".png").toFile());
    }
}
