package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.rmi.server.RMIServerSocketFactory;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client in another process has none of the agent's classes: its class loader here sees the JDK alone. */
class RemoteClientTest {
    private static final ObjectName RAM = JmxNames.region("ram");

    private static final RMIServerSocketFactory LOOPBACK =
            port -> new ServerSocket(port, 0, InetAddress.getLoopbackAddress());

    /** The host name that RMI writes into the addresses it hands out. */
    private static final String HOST_NAME = "java.rmi.server.hostname";

    private final String hostNameBefore = System.getProperty(HOST_NAME);
    private final Beans beans = new Beans();
    private JMXConnectorServer connectorServer;
    private JMXConnector connector;
    private MBeanServerConnection client;

    @BeforeEach
    void connect() throws Exception {
        System.setProperty(HOST_NAME, "127.0.0.1");
        beans.clean("ram", 64 * 10, 64);
        connectorServer = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("service:jmx:rmi://127.0.0.1"),
                Map.of(RMIConnectorServer.RMI_SERVER_SOCKET_FACTORY_ATTRIBUTE, LOOPBACK),
                beans.server);
        connectorServer.start();
        ClassLoader jdkOnly = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader());
        connector = JMXConnectorFactory.connect(
                connectorServer.getAddress(), Map.of(JMXConnectorFactory.DEFAULT_CLASS_LOADER, jdkOnly));
        client = connector.getMBeanServerConnection();
    }

    @AfterEach
    void disconnect() throws Exception {
        try {
            connector.close();
            connectorServer.stop();
        } finally {
            if (hostNameBefore == null) {
                System.clearProperty(HOST_NAME);
            } else {
                System.setProperty(HOST_NAME, hostNameBefore);
            }
        }
    }

    @Test
    void attributesAreOpenTypes() throws Exception {
        assertEquals("HEAP", client.getAttribute(RAM, "Kind"));
        assertEquals("ARRAY_ESCAPED", client.getAttribute(RAM, "Coverage"));
        assertInstanceOf(String.class, client.getAttribute(RAM, "CoverageReason"));
        TabularData clients = (TabularData) client.getAttribute(RAM, "Clients");
        CompositeData row = clients.get(new Object[] {"vga"});
        CompositeData stats = (CompositeData) row.get("value");
        assertEquals(10L, stats.get("dirtyPages"));
        assertEquals(
                List.of("dirtyBytes", "dirtyPages", "harvestedPages", "harvests", "pagesPerSecond"),
                stats.getCompositeType().keySet().stream().sorted().toList());
        assertArrayEquals(new String[] {"ram"}, (String[]) client.getAttribute(JmxNames.TRACKER, "RegionNames"));
    }

    @Test
    void aHarvestGoesRoundByGenericCalls() throws Exception {
        invoke("markDirty", 64L, 65L);
        long id = (Long) invoke("harvest", "migration");
        CompositeData list = (CompositeData) invoke("harvestedRanges", id, 0L, 10);
        assertArrayEquals(new long[] {64}, (long[]) list.get("offsets"));
        assertArrayEquals(new long[] {128}, (long[]) list.get("lengths"));
        assertEquals(2L, list.get("totalPages"));
        assertEquals(-1L, list.get("nextOffset"));
        assertEquals(128, ((byte[]) invoke("read", 64L, 128)).length);
        assertEquals(2L, invoke("commit", id));
        assertEquals(false, invoke("isDirty", "migration", 0L, 640L));
    }

    @Test
    void errorsArriveWithTheirMessage() {
        Throwable failure = assertThrows(Exception.class, () -> invoke("harvest", "nobody"));
        StringBuilder messages = new StringBuilder();
        for (; failure != null; failure = failure.getCause()) {
            assertTrue(
                    failure.getClass().getName().matches("javax?\\..*"),
                    failure.getClass().getName());
            messages.append(failure.getMessage());
        }
        assertTrue(messages.toString().contains("vga, code, migration"), messages.toString());
    }

    private Object invoke(String operation, Object... arguments) throws Exception {
        String[] types = new String[arguments.length];
        for (int i = 0; i < types.length; i++) {
            Class<?> type = arguments[i].getClass();
            types[i] = type == Long.class ? "long" : type == Integer.class ? "int" : type.getName();
        }
        return client.invoke(RAM, operation, arguments, types);
    }
}
