package dev.tidemark.jmx;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** The names of the agent's beans, in the domain {@code dev.tidemark}. */
public final class JmxNames {
    /** The tracker's bean. */
    public static final ObjectName TRACKER = name("dev.tidemark:type=Tracker");

    /** The bean that takes and restores snapshots. */
    public static final ObjectName SNAPSHOTS = name("dev.tidemark:type=Snapshots");

    /** The bean of what is being replicated. */
    public static final ObjectName REPLICATION = name("dev.tidemark:type=Replication");

    /** A pattern that matches the bean of every region. */
    public static final ObjectName ALL_REGIONS = name("dev.tidemark:type=Region,*");

    private JmxNames() {}

    /** The bean of the region of that name: {@code dev.tidemark:type=Region,name="<name, quoted>"}. */
    public static ObjectName region(String name) {
        return name("dev.tidemark:type=Region,name=" + ObjectName.quote(name));
    }

    /** The region's name in the name of its bean; the inverse of {@link #region}. */
    public static String regionOf(ObjectName bean) {
        return ObjectName.unquote(bean.getKeyProperty("name"));
    }

    private static ObjectName name(String text) {
        try {
            return new ObjectName(text);
        } catch (MalformedObjectNameException e) {
            throw new AssertionError(text, e);
        }
    }
}
