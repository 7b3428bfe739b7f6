package dev.tidemark.it.security;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.tidemark.Client;
import dev.tidemark.DirtyPages;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import dev.tidemark.jmx.JmxNames;
import dev.tidemark.jmx.RegionMXBean;
import dev.tidemark.jmx.ReplicationInfo;
import dev.tidemark.jmx.ReplicationMXBean;
import dev.tidemark.jmx.SnapshotsMXBean;
import dev.tidemark.jmx.TrackerMXBean;
import dev.tidemark.watch.RateState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.rmi.server.RMIServerSocketFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;

/**
 * A guest that writes all the time, and {@link HostileCaller}s in the same JVM, so that it is known what their calls cost. Two call the
 * platform's MBean server, and one calls it through RMI, one in twenty calls: there both ends cost, and the ends are in this JVM.
 *
 * <p>Before and after the window with calls is one without, half as long. In all of them a replica is kept of the guest's memory, by
 * harvests of a client that the callers do not know; at the end it must be the memory, byte for byte.
 */
final class HostileLoadProgram {
    static final String RAM = "ram";
    static final String ROM = "rom";
    static final String FIXED = "fixed";
    static final int PAGE = 4096;
    static final int ROM_PAGES = 256;
    static final int RAM_BYTES = 4 << 20;

    private static final int CALLERS = 2;
    private static final double OVER_RMI = 0.05;
    private static final int WRITES_IN_A_TURN = 4096;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ByteBuffer ram = ByteBuffer.allocateDirect(RAM_BYTES);
    private final ByteBuffer rom = ByteBuffer.allocate(ROM_PAGES * PAGE);
    private final ByteBuffer replica = ByteBuffer.allocate(RAM_BYTES);
    private final Region region = Tidemark.track(RAM, ram, PAGE);
    private final Client replicator = Tidemark.client("replicator");
    private final List<HostileCaller> callers = new ArrayList<>();
    private final Thread guest = new Thread(this::write, "guest");
    private JMXConnectorServer connector;
    private volatile boolean ending;
    private volatile long turns;

    private HostileLoadProgram() {}

    /** What a window of time has seen. */
    private record Window(double seconds, double turns, double guestCpu, double allCpu, long calls) {
        /** Processors that all threads but the guest's used. */
        double othersCpu() {
            return (allCpu - guestCpu) / seconds;
        }

        Window plus(Window other) {
            return new Window(
                    seconds + other.seconds,
                    turns + other.turns,
                    guestCpu + other.guestCpu,
                    allCpu + other.allCpu,
                    calls + other.calls);
        }
    }

    /** What lives. */
    private record Footprint(long heapBytes, int threads, long files) {
        /** Hardly more: a class or a thread of the JVM's own may have come. */
        boolean isWithin(Footprint other) {
            return heapBytes - (4 << 20) <= other.heapBytes && threads - 2 <= other.threads && files - 4 <= other.files;
        }
    }

    /** Arguments: seconds with calls, calls per second, seed, folder, a closed port. */
    public static void main(String[] args) throws Exception {
        int seconds = Integer.parseInt(args[0]);
        new HostileLoadProgram().run(seconds, Integer.parseInt(args[1]), Long.parseLong(args[2]), args);
    }

    private void run(int seconds, int callsPerSecond, long seed, String[] args) throws Exception {
        Region fixed = Tidemark.track(ROM, rom, PAGE);
        fixed.harvest(Tidemark.client(FIXED));
        for (int i = 0; i < ROM_PAGES; i++) {
            if (HostileCaller.isWritten(i)) {
                rom.putLong(i * PAGE, i);
            }
        }
        for (int i = 0; i <= CALLERS; i++) {
            boolean remote = i == CALLERS;
            Random random = new Random(seed + i);
            callers.add(new HostileCaller(
                    remote ? overRmi() : server,
                    random,
                    new HostileArguments(random, RAM, RAM_BYTES, Path.of(args[3]), Integer.parseInt(args[4])),
                    callsPerSecond * (remote ? OVER_RMI : (1 - OVER_RMI) / CALLERS)));
        }
        guest.setDaemon(true);
        guest.start();
        window(Math.max(1, seconds / 4.0), true); // warms up
        fillWhatIsRemembered("127.0.0.1:" + args[4]);
        settle();
        Footprint before = footprint(new Footprint(Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE));
        Window quiet = window(seconds / 2.0, false);
        callers.forEach(caller -> caller.costs().forget());
        Window loaded = window(seconds, true);
        settle();
        Footprint after = footprint(before);
        quiet = quiet.plus(window(seconds / 2.0, false));
        ending = true;
        guest.join();
        replicate();
        report(quiet, loaded, before, after);
        Runtime.getRuntime().halt(0);
    }

    /** A connection to this JVM's own server, through sockets of loopback. */
    private MBeanServerConnection overRmi() throws IOException {
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        RMIServerSocketFactory loopback = port -> new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
        connector = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("service:jmx:rmi://127.0.0.1"),
                Map.of(RMIConnectorServer.RMI_SERVER_SOCKET_FACTORY_ATTRIBUTE, loopback),
                server);
        connector.start();
        return JMXConnectorFactory.connect(connector.getAddress()).getMBeanServerConnection();
    }

    /** Small turns of writes all over the memory. */
    private void write() {
        long state = 1;
        while (!ending) {
            for (int i = 0; i < WRITES_IN_A_TURN; i++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                ram.putLong((int) (state >>> 33) & RAM_BYTES - 8, state);
            }
            turns++;
        }
    }

    private Window window(double seconds, boolean load) throws Exception {
        List<Thread> threads = new ArrayList<>();
        long callsBefore = calls();
        long start = System.nanoTime();
        long turnsBefore = turns;
        long guestBefore = guestCpu();
        long allBefore = machine.getProcessCpuTime();
        long end = start + (long) (seconds * 1e9);
        for (HostileCaller caller : callers) {
            if (load) {
                Thread thread = new Thread(() -> caller.callUntil(end), "caller");
                threads.add(thread);
                thread.start();
            }
        }
        while (System.nanoTime() < end) {
            replicate();
            LockSupport.parkNanos(Math.min(200_000_000L, Math.max(1, end - System.nanoTime())));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new Window(
                (System.nanoTime() - start) / 1e9,
                turns - turnsBefore,
                (guestCpu() - guestBefore) / 1e9,
                (machine.getProcessCpuTime() - allBefore) / 1e9,
                calls() - callsBefore);
    }

    private void replicate() {
        DirtyPages taken = region.harvest(replicator);
        ByteBuffer memory = region.memory();
        taken.forEachRun((offset, length) ->
                replica.put((int) offset, memory.slice((int) offset, (int) length), 0, (int) length));
    }

    private long guestCpu() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(guest.getId());
    }

    private long calls() {
        return callers.stream().mapToLong(HostileCaller::calls).sum();
    }

    /** So many replications that ended are remembered, with their buffers: that is a bound, and no leak. */
    private void fillWhatIsRemembered(String endpoint) throws InterruptedException {
        ReplicationMXBean replication = JMX.newMXBeanProxy(server, JmxNames.REPLICATION, ReplicationMXBean.class);
        for (int i = 0; i < 80; i++) {
            try {
                replication.cancel(replication.standby(RAM, endpoint, 1_000, 0, 0, false));
            } catch (IllegalStateException | IllegalArgumentException refused) {
                TimeUnit.MILLISECONDS.sleep(10); // too many at once: they end in a moment
            }
        }
    }

    /** Ends what callers began and may stay: open harvests, checkpoints, replications, jobs. */
    private void settle() throws InterruptedException {
        RegionMXBean bean = JMX.newMXBeanProxy(server, JmxNames.region(RAM), RegionMXBean.class);
        for (long id : bean.getOpenHarvestIds()) {
            bean.giveBack(id);
        }
        bean.closeCheckpoints();
        ReplicationMXBean replication = JMX.newMXBeanProxy(server, JmxNames.REPLICATION, ReplicationMXBean.class);
        for (ReplicationInfo info : replication.getReplications()) {
            replication.cancel(info.id());
        }
        SnapshotsMXBean snapshots = JMX.newMXBeanProxy(server, JmxNames.SNAPSHOTS, SnapshotsMXBean.class);
        while (snapshots.getRunningJobs() > 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        TrackerMXBean tracker = JMX.newMXBeanProxy(server, JmxNames.TRACKER, TrackerMXBean.class);
        for (String client : tracker.getClientNames()) {
            if (client.startsWith("new ")) {
                tracker.removeClient(client);
            }
        }
        // A measurement of the dirty rate that a random call began ends by itself, in a minute at most.
        for (int i = 0; i < 600 && bean.getDirtyRate().state() == RateState.MEASURING; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** The least of some moments; of many if there was less before, for threads and connections that were ended may take a while. */
    private Footprint footprint(Footprint before) throws InterruptedException {
        Footprint least = new Footprint(Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
        for (int i = 0; i < 5 || i < 200 && !least.isWithin(before); i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(100);
            long files = machine instanceof UnixOperatingSystemMXBean unix ? unix.getOpenFileDescriptorCount() : 0;
            least = new Footprint(
                    Math.min(
                            least.heapBytes,
                            ManagementFactory.getMemoryMXBean()
                                    .getHeapMemoryUsage()
                                    .getUsed()),
                    Math.min(least.threads, ManagementFactory.getThreadMXBean().getThreadCount()),
                    Math.min(least.files, files));
        }
        return least;
    }

    private void report(Window quiet, Window loaded, Footprint before, Footprint after) {
        long wrong = callers.stream().mapToLong(HostileCaller::wrong).sum();
        String first = callers.stream()
                .map(HostileCaller::firstWrong)
                .filter(text -> text != null)
                .findFirst()
                .orElse("");
        int cores = Runtime.getRuntime().availableProcessors();
        double callsCpu = loaded.othersCpu() - quiet.othersCpu();
        say("wrong=%d %s", wrong, first);
        say("replica=%s", ram.duplicate().clear().mismatch(replica.duplicate().clear()) < 0 ? "same" : "differs");
        say(
                "answered=%d checked=%d of all calls since the start",
                callers.stream().mapToLong(HostileCaller::answered).sum(),
                callers.stream().mapToLong(HostileCaller::checked).sum());
        say(
                "dearest calls: %s",
                CallCosts.dearest(callers.stream().map(HostileCaller::costs).toList(), 8));
        say(
                "guest: turns per second without=%.0f with=%.0f, processors without=%.2f with=%.2f, so per second of processor x %.3f",
                quiet.turns / quiet.seconds,
                loaded.turns / loaded.seconds,
                quiet.guestCpu / quiet.seconds,
                loaded.guestCpu / loaded.seconds,
                loaded.turns / loaded.guestCpu / (quiet.turns / quiet.guestCpu));
        say(
                "calls/s=%.0f for %.0f s (%.0f %% over RMI), %.0f us of processor each; share of %d processors %.1f %%,"
                        + " guest slowed %.1f %%; heap before=%d after=%d threads before=%d after=%d files before=%d after=%d",
                loaded.calls / loaded.seconds,
                loaded.seconds,
                100.0 * callers.get(CALLERS).calls() / calls(),
                callsCpu * 1e6 * loaded.seconds / loaded.calls,
                cores,
                100 * callsCpu / cores,
                100 - 100 * (loaded.turns / loaded.seconds) / (quiet.turns / quiet.seconds),
                before.heapBytes,
                after.heapBytes,
                before.threads,
                after.threads,
                before.files,
                after.files);
        System.out.flush();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values).strip());
    }
}
