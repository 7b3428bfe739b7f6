package dev.tidemark.jmx;

import static javax.management.MBeanOperationInfo.ACTION;
import static javax.management.MBeanOperationInfo.ACTION_INFO;

/** Replication, seen through JMX. */
@Described("Regions that are copied to other processes while they are written: migrations and standbys.")
public interface ReplicationMXBean {
    /** Meaning of a parameter {@code region}. */
    String REGION = "name of an open region";

    /** Meaning of a parameter {@code endpoint}. */
    String ENDPOINT = "where the replica listens: HOST:PORT, [IPV6]:PORT or unix:PATH";

    /** Meaning of a parameter {@code bytesPerSecond}. */
    String BANDWIDTH = "most bytes per second; 0 for no limit";

    /** Meaning of a parameter {@code zstdLevel}. */
    String ZSTD = "1 to 22 compresses with zstd-jni, which both sides need; 0 does not";

    /** Meaning of a parameter {@code tls}. */
    String TLS = "whether to use TLS, with the stores that the JVM's properties javax.net.ssl.* name";

    /** Meaning of a parameter {@code id}. */
    String ID = "what migrate or standby returned";

    @Described("What is being replicated, and what was, newest last; at most " + ReplicationBean.MAX_KEPT + ".")
    ReplicationInfo[] getReplications();

    @Described(
            value =
                    "Starts to move a region to a replica. The guest that the program registered for it is asked to stand still for the"
                            + " last round, and stops; without one, the region is moved when it happens to rest. Returns an id.",
            impact = ACTION_INFO)
    long migrate(
            @Parameter(name = "region", value = REGION) String region,
            @Parameter(name = "endpoint", value = ENDPOINT) String endpoint,
            @Parameter(
                            name = "downtimeMillis",
                            value = "longest time for which the guest may stand still, as predicted")
                    int downtimeMillis,
            @Parameter(name = "maxRounds", value = "rounds after which it gives up, or is forced") int maxRounds,
            @Parameter(name = "timeoutSeconds", value = "seconds after which it gives up, or is forced")
                    int timeoutSeconds,
            @Parameter(name = "force", value = "whether to move a guest that does not converge all the same")
                    boolean force,
            @Parameter(name = "bytesPerSecond", value = BANDWIDTH) long bytesPerSecond,
            @Parameter(name = "zstdLevel", value = ZSTD) int zstdLevel,
            @Parameter(name = "tls", value = TLS) boolean tls);

    @Described(
            value =
                    "Starts to keep a replica up to date, until it is cancelled or the region ends. Returns an id. Without a guest"
                            + " that the program registered, there is a new epoch only when the region happened to rest.",
            impact = ACTION_INFO)
    long standby(
            @Parameter(name = "region", value = REGION) String region,
            @Parameter(name = "endpoint", value = ENDPOINT) String endpoint,
            @Parameter(name = "intervalMillis", value = "time from one epoch to the next") int intervalMillis,
            @Parameter(name = "bytesPerSecond", value = BANDWIDTH) long bytesPerSecond,
            @Parameter(name = "zstdLevel", value = ZSTD) int zstdLevel,
            @Parameter(name = "tls", value = TLS) boolean tls);

    @Described(
            value =
                    "Ends a standby, or breaks off a migration: the guest goes on here. Returns whether it was in time.",
            impact = ACTION_INFO)
    boolean cancel(@Parameter(name = "id", value = ID) long id);

    @Described(
            value = "Makes a migration hand over after the present round, however long the guest has to stand still.",
            impact = ACTION)
    void force(@Parameter(name = "id", value = ID) long id);

    @Described(
            value =
                    "Slows down the threads that dirty most, more from round to round, if a migration does not converge.",
            impact = ACTION)
    void throttle(@Parameter(name = "id", value = ID) long id);
}
