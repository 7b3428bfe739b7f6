package dev.tidemark.cli;

import dev.tidemark.jmx.HeatCells;
import dev.tidemark.jmx.JmxNames;
import dev.tidemark.jmx.RegionMXBean;
import dev.tidemark.jmx.ReplicationMXBean;
import dev.tidemark.jmx.SnapshotsMXBean;
import dev.tidemark.jmx.TrackerMXBean;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.management.AttributeList;
import javax.management.InstanceNotFoundException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ReflectionException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The agent in another JVM, reached through JMX for the length of one question. */
final class AgentConnection {
    private static final int MAX_NAMES_IN_MESSAGE = 20;

    private final TargetJvm jvm;
    private final MBeanServerConnection server;

    private AgentConnection(TargetJvm jvm, MBeanServerConnection server) {
        this.jvm = jvm;
        this.server = server;
    }

    /**
     * Attaches, connects, asks, and closes both in any case.
     *
     * @throws CliException if the JVM cannot be reached, does not answer in time, or does not run the agent
     */
    static <T> T ask(long pid, BiFunction<TargetJvm, AgentConnection, T> question) {
        LocalRuntime.requireAttach();
        return Deadline.within(Deadline.SECONDS, pid, () -> stay(pid, question));
    }

    /** As {@link #ask(long, BiFunction)}, on this thread and for as long as the question takes. */
    static <T> T stay(long pid, BiFunction<TargetJvm, AgentConnection, T> question) {
        LocalRuntime.requireAttach();
        try (TargetJvm jvm = TargetJvm.attach(pid)) {
            return ask(jvm, agent -> question.apply(jvm, agent));
        }
    }

    /** Connects to the agent in an attached JVM, asks, and closes the connection in any case. */
    static <T> T ask(TargetJvm jvm, Function<AgentConnection, T> question) {
        if (jvm.agentVersion().isEmpty()) {
            throw CliException.failed(
                    "JVM " + jvm.pid() + " (" + jvm.mainClass() + ") does not run the Tidemark agent: start it"
                            + " with -javaagent:tidemark-agent.jar, or attach it: java -jar tidemark-agent.jar attach "
                            + jvm.pid());
        }
        JMXConnector connector = connect(jvm);
        try {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            if (!server.isRegistered(JmxNames.TRACKER)) {
                throw CliException.failed(
                        "the agent in JVM " + jvm.pid() + " has no JMX beans, which this command reads: it runs"
                                + " with '" + jvm.agentOptions() + "'; start it without jmx=off");
            }
            return question.apply(new AgentConnection(jvm, server));
        } catch (IOException e) {
            throw lost(jvm, e);
        } finally {
            close(connector);
        }
    }

    private static JMXConnector connect(TargetJvm jvm) {
        try {
            return JMXConnectorFactory.connect(new JMXServiceURL(jvm.startJmx()));
        } catch (IOException e) {
            throw lost(jvm, e);
        }
    }

    private static void close(JMXConnector connector) {
        try {
            connector.close();
        } catch (IOException alreadyGone) {
            // What was asked is answered or has failed already.
            return;
        }
    }

    private static CliException lost(TargetJvm jvm, IOException e) {
        return CliException.failed(
                "lost the connection to JVM " + jvm.pid() + "; it may have ended: " + e.getMessage(), e);
    }

    TrackerMXBean tracker() {
        return JMX.newMXBeanProxy(server, JmxNames.TRACKER, TrackerMXBean.class);
    }

    /** @throws CliException if the agent there is too old to take snapshots */
    SnapshotsMXBean snapshots() {
        try {
            if (!server.isRegistered(JmxNames.SNAPSHOTS)) {
                throw CliException.failed(
                        "the agent in JVM " + jvm.pid() + " is of another version than this command and takes"
                                + " no snapshots: use the jar that the JVM was started with");
            }
        } catch (IOException e) {
            throw lost(jvm, e);
        }
        return JMX.newMXBeanProxy(server, JmxNames.SNAPSHOTS, SnapshotsMXBean.class);
    }

    ReplicationMXBean replication() {
        return JMX.newMXBeanProxy(server, JmxNames.REPLICATION, ReplicationMXBean.class);
    }

    /** All regions, sorted by name; each is asked once, and one that ends meanwhile is left out. */
    List<RegionStatus> regions() {
        return regions(RegionStatus.ATTRIBUTES, RegionStatus::of);
    }

    /** As {@link #regions()}, of some attributes. */
    <T> List<T> regions(String[] attributes, Function<AttributeList, T> reader) {
        List<T> regions = new ArrayList<>();
        try {
            for (String name : regionNames()) {
                attributes(name, attributes).map(reader).ifPresent(regions::add);
            }
        } catch (IOException e) {
            throw lost(jvm, e);
        }
        return regions;
    }

    /** Where that region's dirty pages are; empty if it ended meanwhile. */
    Optional<HeatCells> heatCells(String region) {
        try {
            return attributes(region, new String[] {"HeatCells"}).map(AgentConnection::heatCells);
        } catch (IOException e) {
            throw lost(jvm, e);
        }
    }

    private static HeatCells heatCells(AttributeList attributes) {
        if (attributes.isEmpty()) {
            throw CliException.failed(
                    "the agent in that JVM does not tell the attribute HeatCells of a region: it is of another"
                            + " version; use the jar that the JVM was started with");
        }
        CompositeData cells = (CompositeData) attributes.asList().get(0).getValue();
        Map<String, int[]> perClient = new LinkedHashMap<>();
        for (Object row : ((TabularData) cells.get("dirtyPages")).values()) {
            CompositeData client = (CompositeData) row;
            perClient.put((String) client.get("key"), (int[]) client.get("value"));
        }
        return new HeatCells((Long) cells.get("pagesPerCell"), perClient);
    }

    private Optional<AttributeList> attributes(String region, String[] names) throws IOException {
        try {
            return Optional.of(server.getAttributes(JmxNames.region(region), names));
        } catch (InstanceNotFoundException endedMeanwhile) {
            return Optional.empty();
        } catch (ReflectionException e) {
            throw CliException.failed(Failures.explain(e), e);
        }
    }

    /**
     * The region of that name.
     *
     * @throws CliException if there is none; the message lists those there are
     */
    RegionMXBean region(String name) {
        try {
            if (!server.isRegistered(JmxNames.region(name))) {
                List<String> names = regionNames();
                String list = names.stream().limit(MAX_NAMES_IN_MESSAGE).collect(Collectors.joining(", "));
                String more = names.size() > MAX_NAMES_IN_MESSAGE
                        ? " and " + (names.size() - MAX_NAMES_IN_MESSAGE) + " more"
                        : "";
                throw CliException.failed("no region '" + name + "' in JVM " + jvm.pid() + "; regions: "
                        + (names.isEmpty() ? "none" : list + more));
            }
        } catch (IOException e) {
            throw lost(jvm, e);
        }
        return JMX.newMXBeanProxy(server, JmxNames.region(name), RegionMXBean.class);
    }

    private List<String> regionNames() throws IOException {
        return server.queryNames(JmxNames.ALL_REGIONS, null).stream()
                .map(JmxNames::regionOf)
                .sorted()
                .toList();
    }
}
