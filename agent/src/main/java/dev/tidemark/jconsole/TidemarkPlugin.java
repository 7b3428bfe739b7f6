package dev.tidemark.jconsole;

import com.sun.tools.jconsole.JConsoleContext;
import com.sun.tools.jconsole.JConsolePlugin;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import javax.management.MBeanServerConnection;
import javax.swing.JPanel;
import javax.swing.SwingWorker;

/**
 * Adds the tab "Dirty pages". JConsole makes one of these per connection, asks it for a worker at each of its updates, and runs
 * no second one before the first is done.
 */
public final class TidemarkPlugin extends JConsolePlugin {
    private DirtyPagesPanel panel;

    /** Called by JConsole. */
    public TidemarkPlugin() {}

    @Override
    public synchronized Map<String, JPanel> getTabs() {
        if (panel == null) {
            panel = new DirtyPagesPanel(this::beans);
        }
        return Map.of("Dirty pages", panel);
    }

    @Override
    public SwingWorker<?, ?> newSwingWorker() {
        getTabs();
        Wish asked = panel.wish();
        return new SwingWorker<Look, Void>() {
            @Override
            protected Look doInBackground() throws Exception {
                RegionBeans beans = beans();
                return beans == null ? null : beans.look(asked);
            }

            @Override
            protected void done() {
                try {
                    Look look = get();
                    if (look != null) {
                        panel.show(look, asked);
                    }
                } catch (ExecutionException e) {
                    panel.tell("cannot look: " + Problems.sentence(e.getCause()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private RegionBeans beans() {
        JConsoleContext context = getContext();
        MBeanServerConnection server = context == null ? null : context.getMBeanServerConnection();
        return server == null ? null : new RegionBeans(server);
    }
}
