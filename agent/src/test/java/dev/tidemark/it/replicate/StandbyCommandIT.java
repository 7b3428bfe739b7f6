package dev.tidemark.it.replicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.tools.attach.VirtualMachine;
import dev.tidemark.it.ForkedJvm;
import dev.tidemark.jmx.ReplicationInfo;
import dev.tidemark.jmx.ReplicationMXBean;
import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.Replica;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standby and a migration over TLS between processes, by the command line and the bean. */
class StandbyCommandIT {
    private static final String AT = "tidemark: listening at ";

    @TempDir
    private Path directory;

    @Test
    void aStandbyFollowsAndTheGuestIsMovedOverTls() throws Exception {
        Stores stores = new Stores(directory);
        for (String name : new String[] {"source", "replica", "stranger"}) {
            stores.make(name);
        }
        Path image = directory.resolve("image");
        try (ForkedJvm.Running guest = ForkedJvm.withAgent("min=off")
                .flags(stores.flags("source", "replica"))
                .start(RegisteredProgram.class)) {
            guest.awaitLine("ready");
            whoeverIsNotTrustedIsRefused(stores, guest);
            long epoch = aStandbyFollows(stores, guest, image);
            String[] tls = stores.flags("replica", "source");
            try (ForkedJvm.Running replica = replica(image, tls)) {
                ForkedJvm.Result moved = replicate(
                        guest, endpoint(replica), "--tls", "--downtime", "500", "--force", "--bandwidth", "200m");
                assertEquals(0, moved.exitCode(), moved::toString);
                assertTrue(moved.stdout().startsWith("moved region 'edge' to 127.0.0.1:"), moved::toString);
                ForkedJvm.Result over = replica.await().expectSuccess();
                assertTrue(over.stdout().contains(" took over at epoch "), over::toString);
                guest.awaitLine("stopped");
            }
            assertTrue(edges(image) > epoch);
        }
    }

    private void whoeverIsNotTrustedIsRefused(Stores stores, ForkedJvm.Running guest) throws Exception {
        try (Replica stranger = Replica.listen(Endpoint.parse("127.0.0.1:0"))
                .tls(stores.tls("stranger", "source"))
                .intoBuffer(ByteBuffer.allocate(1 << 20))) {
            ForkedJvm.Result refused = replicate(guest, stranger.endpoint().toString(), "--tls");
            assertEquals(1, refused.exitCode(), refused::toString);
            assertEquals(1, refused.errorLines().size(), refused::toString);
            assertTrue(refused.stderr().contains("was not trusted"), refused::toString);
            assertEquals(null, stranger.epoch());
        }
    }

    /** The number of an epoch that the replica held when it was killed. */
    private long aStandbyFollows(Stores stores, ForkedJvm.Running guest, Path image) throws Exception {
        try (ForkedJvm.Running replica = replica(image, stores.flags("replica", "source"))) {
            ForkedJvm.Result begun = replicate(guest, endpoint(replica), "--tls", "--interval", "20");
            assertEquals(0, begun.exitCode(), begun::toString);
            assertTrue(
                    begun.stdout().matches("standby \\d+ of region 'edge' at 127.0.0.1:\\d+ runs\n"), begun::toString);
            try (JMXConnector connector = connect(guest.pid())) {
                ReplicationMXBean bean = JMX.newMXBeanProxy(
                        connector.getMBeanServerConnection(),
                        new ObjectName("dev.tidemark:type=Replication"),
                        ReplicationMXBean.class);
                ReplicationInfo standby = info(bean);
                while (standby.epoch() < 3) {
                    assertEquals("running", standby.state(), standby::toString);
                    Thread.sleep(20);
                    standby = info(bean);
                }
                assertTrue(standby.behindMillis() > 0 && standby.downtimeMillis() > 0, standby::toString);
                ProcessHandle process = ProcessHandle.of(replica.pid()).orElseThrow();
                process.destroyForcibly();
                process.onExit().get();
                while (standby.problem().isEmpty()) {
                    Thread.sleep(20);
                    standby = info(bean);
                }
                assertEquals("running", standby.state(), "it waits for the replica to come back");
                assertTrue(bean.cancel(standby.id()));
                assertEquals("done", info(bean).state());
                assertFalse(bean.cancel(standby.id()), "there is nothing left to end");
                long held = edges(image);
                assertTrue(held >= 3 && held >= standby.epoch(), held + " held of " + standby);
                return held;
            }
        }
    }

    private static ReplicationInfo info(ReplicationMXBean bean) {
        return Arrays.stream(bean.getReplications())
                .filter(each -> each.kind().equals("standby"))
                .findFirst()
                .orElseThrow();
    }

    /** The number of the epoch in the file, which shows the guest as it was at one moment. */
    private static long edges(Path image) throws IOException {
        try (Replica replica = Replica.listen(Endpoint.parse("127.0.0.1:0")).intoFile(image)) {
            return replica.read((epoch, bytes) -> {
                ByteBuffer content = ByteBuffer.allocate((int) epoch.byteSize());
                bytes.read(0, content);
                EdgeGuest.edges(content.clear(), epoch.state());
                return epoch.number();
            });
        }
    }

    private static JMXConnector connect(long pid) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
        try {
            return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        } finally {
            machine.detach();
        }
    }

    private static ForkedJvm.Running replica(Path image, String... flags) {
        return ForkedJvm.withoutAgent()
                .flags("-Xmx64m")
                .flags(flags)
                .start(
                        "-jar",
                        ForkedJvm.agentJar().toString(),
                        "replica",
                        "--listen",
                        "127.0.0.1:0",
                        "--into",
                        image.toString(),
                        "--tls");
    }

    private static String endpoint(ForkedJvm.Running replica) {
        return replica.awaitErrorLine(AT).substring(AT.length());
    }

    private static ForkedJvm.Result replicate(ForkedJvm.Running guest, String to, String... more) {
        Stream<String> all = Stream.concat(
                Stream.of(
                        "-jar",
                        ForkedJvm.agentJar().toString(),
                        "replicate",
                        String.valueOf(guest.pid()),
                        "edge",
                        "--to",
                        to),
                Stream.of(more));
        return ForkedJvm.withoutAgent().flags("-Xmx64m").run(all.toArray(String[]::new));
    }
}
