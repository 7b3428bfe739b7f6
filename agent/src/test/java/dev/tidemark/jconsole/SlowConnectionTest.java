package dev.tidemark.jconsole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.jmx.AgentFacts;
import dev.tidemark.jmx.HookHealth;
import dev.tidemark.jmx.JmxRegistrar;
import dev.tidemark.rewind.Rewinds;
import dev.tidemark.track.RegionTracker;
import java.awt.Component;
import java.awt.Container;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerFactory;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tab on a connection on which every call waits until the test lets it through. Were the event thread to make a call itself, or to
 * wait for one, these tests would not end.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowConnectionTest {
    private static final int MANY = 1_000_000;

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final RegionTracker tracker = new RegionTracker(4096, () -> {});
    private final List<ByteBuffer> buffers = List.of(ByteBuffer.allocate(1 << 20), ByteBuffer.allocate(1 << 21));
    private final Semaphore passes = new Semaphore(0);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger onTheEventThread = new AtomicInteger();
    private DirtyPagesPanel panel;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() throws Exception {
        HookHealth health = new HookHealth() {
            @Override
            public long failures() {
                return 0;
            }

            @Override
            public List<String> messages() {
                return List.of();
            }
        };
        tracker.rewindWith(new Rewinds(tracker));
        AgentFacts facts = new AgentFacts("1", () -> "min=off", health, field -> null);
        new JmxRegistrar(server, tracker, facts, problem -> {}).start();
        tracker.track("one", buffers.get(0), 4096);
        tracker.track("two", buffers.get(1), 4096);
        MBeanServerConnection slow = slow();
        panel = onEvents(() -> new DirtyPagesPanel(() -> new RegionBeans(slow)));
        passes.release(MANY);
        look("one");
        await(() -> text("facts").contains("1 MiB"));
        passes.drainPermits();
        calls.set(0);
    }

    @Test
    void aLookIsThreeRoundTrips() throws Exception {
        look("two");
        for (int trip = 1; trip <= 3; trip++) {
            int made = trip;
            await(() -> calls.get() == made);
            assertFalse(text("facts").contains("2 MiB"), "before round trip " + trip + " was answered");
            passes.release();
        }
        await(() -> text("facts").contains("2 MiB"));
        assertEquals(3, calls.get());
        assertEquals(0, onTheEventThread.get());
    }

    @Test
    void whileAnAnswerIsOnItsWayTheUserMayChooseAgain() throws Exception {
        look("two");
        await(() -> calls.get() == 1);
        assertFalse(onEvents(() -> button("harvest").isEnabled()), "a button waits for the answer");
        assertTrue(onEvents(() -> combo("regions").isEnabled()), "a choice does not");
        onEvents(() -> combo("regions").getItemCount());
        look("one");
        await(() -> calls.get() == 2);
        passes.release(MANY);
        await(() -> onEvents(() -> button("harvest").isEnabled()));
        assertTrue(text("facts").contains("1 MiB"), "the later choice counts: " + text("facts"));
        assertEquals("one", onEvents(() -> combo("regions").getSelectedItem()));
        assertEquals(0, onTheEventThread.get());
    }

    @Test
    void whileASnapshotIsTakenTheTabGoesOn() throws Exception {
        Path store = folder.resolve("store");
        onEvents(() -> {
            panel.snapshot(new SnapshotOrder("one", store.toString(), "still"));
            return null;
        });
        await(() -> calls.get() == 1);
        assertEquals("Cancel snapshot", onEvents(() -> button("snapshot").getText()));
        assertTrue(onEvents(() -> button("harvest").isEnabled()));
        look("two");
        await(() -> calls.get() == 2);
        passes.release(MANY);
        await(() -> text("facts").contains("2 MiB"));
        await(() -> text("status").startsWith("took "));
        assertEquals("Snapshot...", onEvents(() -> button("snapshot").getText()));
        try (var files = Files.list(store)) {
            assertEquals(1, files.filter(file -> Files.isRegularFile(file)).count());
        }
        assertEquals(0, onTheEventThread.get());
    }

    @Test
    void whatTheBeanRefusesIsTold() throws Exception {
        passes.release(MANY);
        onEvents(() -> {
            panel.snapshot(new SnapshotOrder("one", "not/absolute", ""));
            return null;
        });
        await(() -> text("status").startsWith("cannot take a snapshot: "));
        assertTrue(text("status").contains("not/absolute"), text("status"));
        assertEquals("Snapshot...", onEvents(() -> button("snapshot").getText()));
    }

    /** As the user chooses in the list; before the first look the list is empty. */
    private void look(String region) throws Exception {
        onEvents(() -> {
            JComboBox<String> regions = combo("regions");
            if (regions.getItemCount() == 0) {
                regions.addItem(region);
            } else {
                regions.setSelectedItem(region);
            }
            return null;
        });
    }

    private MBeanServerConnection slow() {
        return (MBeanServerConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MBeanServerConnection.class},
                (proxy, method, arguments) -> {
                    if (SwingUtilities.isEventDispatchThread()) {
                        onTheEventThread.incrementAndGet();
                    }
                    calls.incrementAndGet();
                    passes.acquire();
                    try {
                        return method.invoke(server, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private String text(String label) throws Exception {
        return onEvents(() -> ((JLabel) find(panel, label)).getText());
    }

    @SuppressWarnings("unchecked")
    private JComboBox<String> combo(String name) {
        return (JComboBox<String>) find(panel, name);
    }

    private JButton button(String name) {
        return (JButton) find(panel, name);
    }

    private static Component find(Container in, String name) {
        Component found = search(in, name);
        assertNotNull(found, name);
        return found;
    }

    private static Component search(Container in, String name) {
        for (Component child : in.getComponents()) {
            if (name.equals(child.getName())) {
                return child;
            }
            Component found = child instanceof Container container ? search(container, name) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static <T> T onEvents(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        SwingUtilities.invokeLater(future);
        return future.get();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
