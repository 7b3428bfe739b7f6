package dev.tidemark.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.track.TrackedRegion;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {
    private static final String TRACKER = "dev.tidemark:type=Tracker";
    private static final String REGION = "dev.tidemark:type=Region,name=\"ram\"";
    private static final String SNAPSHOTS = "dev.tidemark:type=Snapshots";
    private static final String REPLICATION = "dev.tidemark:type=Replication";
    private static final Set<String> TYPES_A_PERSON_CAN_TYPE = Set.of("java.lang.String", "long", "int", "boolean");
    private static final Set<String> READING = Set.of(
            "dirtyRanges",
            "dirtyRangesText",
            "harvestedRanges",
            "harvestedRangesText",
            "read",
            "readText",
            "isDirty",
            "writers",
            "writersText",
            "writersCollapsed",
            "forecast",
            "forecastText",
            "regionNames",
            "regionNamesText",
            "auditMisses",
            "auditMissesText",
            "list",
            "listText",
            "job",
            "jobText");

    private final Beans beans = new Beans();

    @BeforeEach
    void open() {
        beans.track("ram", 4096, 64);
    }

    @ParameterizedTest
    @ValueSource(strings = {TRACKER, REGION, SNAPSHOTS, REPLICATION})
    void everythingIsDescribed(String bean) throws Exception {
        MBeanInfo info = beans.server.getMBeanInfo(new ObjectName(bean));
        assertEquals("true", info.getDescriptor().getFieldValue("mxbean"));
        sentence(bean, info.getDescription());
        for (MBeanAttributeInfo attribute : info.getAttributes()) {
            sentence(attribute.getName(), attribute.getDescription());
            assertFalse(attribute.isWritable(), attribute.getName());
        }
        Set<String> operations = new HashSet<>();
        for (MBeanOperationInfo operation : info.getOperations()) {
            String name = operation.getName();
            assertTrue(operations.add(name), name + " is overloaded");
            sentence(name, operation.getDescription());
            boolean reads = operation.getImpact() == MBeanOperationInfo.INFO;
            assertEquals(READING.contains(name), reads, name + " has the wrong impact");
            boolean answers = !operation.getReturnType().equals("void");
            if (!reads) {
                assertEquals(
                        answers ? MBeanOperationInfo.ACTION_INFO : MBeanOperationInfo.ACTION,
                        operation.getImpact(),
                        name);
            }
            Set<String> parameters = new HashSet<>();
            for (MBeanParameterInfo parameter : operation.getSignature()) {
                assertTrue(parameter.getName().matches("[a-z][A-Za-z]+"), name + ": " + parameter.getName());
                assertFalse(parameter.getName().matches("p[0-9]+"), name + " has an unnamed parameter");
                assertTrue(parameters.add(parameter.getName()), name + " has two parameters of one name");
                assertTrue(TYPES_A_PERSON_CAN_TYPE.contains(parameter.getType()), name + ": " + parameter.getType());
                assertTrue(parameter.getDescription().length() >= 5, name + ": " + parameter.getName());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TRACKER, REGION, SNAPSHOTS, REPLICATION})
    void everyListingHasATextTwin(String bean) throws Exception {
        Set<String> operations = new TreeSet<>();
        for (MBeanOperationInfo operation :
                beans.server.getMBeanInfo(new ObjectName(bean)).getOperations()) {
            operations.add(operation.getName());
        }
        operations.stream()
                .filter(name -> name.endsWith("Ranges")
                        || name.equals("read")
                        || name.equals("forecast")
                        || name.equals("writers")
                        || name.equals("regionNames")
                        || name.equals("auditMisses")
                        || name.equals("list")
                        || name.equals("job"))
                .forEach(name -> assertTrue(operations.contains(name + "Text"), name));
    }

    /** Every attribute can be read by a scraper at any time. */
    @ParameterizedTest
    @ValueSource(strings = {TRACKER, REGION, SNAPSHOTS, REPLICATION})
    void everyAttributeCanBeRead(String bean) throws Exception {
        ObjectName name = new ObjectName(bean);
        everyAttributeCanBeRead(beans.server, name);
    }

    /** A scraper may hold on to the bean of a region that ended and whose end was not told yet. */
    @Test
    void everyAttributeOfAnEndedRegionCanBeRead() throws Exception {
        TrackedRegion region = beans.tracker.region("ram");
        MBeanServer server = MBeanServerFactory.newMBeanServer();
        RegionBean bean = new RegionBean(
                region,
                beans.tracker,
                new HarvestBook("ram", new AtomicLong(), () -> 0),
                new Notices(JmxNames.region("ram"), null));
        ObjectName name = JmxNames.region("ram");
        server.registerMBean(new DescribedMXBean(bean, RegionMXBean.class, new Notices(name, null).emitter()), name);
        region.close();
        assertEquals(false, server.getAttribute(name, "Open"));
        everyAttributeCanBeRead(server, name);
    }

    private static void everyAttributeCanBeRead(MBeanServer server, ObjectName name) throws Exception {
        String[] attributes = Arrays.stream(server.getMBeanInfo(name).getAttributes())
                .map(MBeanAttributeInfo::getName)
                .toArray(String[]::new);
        assertEquals(attributes.length, server.getAttributes(name, attributes).size());
    }

    private static void sentence(String of, String description) {
        assertTrue(description.matches("(?s)[A-Z].{8,}\\."), of + ": " + description);
    }
}
