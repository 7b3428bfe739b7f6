package dev.tidemark.replicate;

import dev.tidemark.Guest;
import dev.tidemark.Region;
import dev.tidemark.track.TrackedRegion;
import dev.tidemark.zstd.Zstd;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What to replicate, where to, and how. Immutable; each method gives another one.
 *
 * <pre>{@code
 * Migration migration = Replication.of(region).to(Endpoint.parse("127.0.0.1:7000")).guest(guest).migration();
 * MigrationResult result = migration.run();
 *
 * Standby standby = Replication.of(region).to(Endpoint.parse("unix:/run/b.sock")).guest(guest).standby(Duration.ofMillis(100));
 * }</pre>
 */
public final class Replication implements Cloneable {
    private final TrackedRegion region;
    private Endpoint endpoint;
    private Tls tls;
    private boolean unprotected;
    private Guest guest;
    private long bytesPerSecond;
    private int zstdLevel;
    private boolean skipEqual = true;
    private Timing timing = Timing.DEFAULT;
    private long downtimeNanos = Duration.ofMillis(50).toNanos();
    private long pauseLimitMillis = 5000;
    private int maxRounds = 30;
    private long timeoutNanos = Duration.ofHours(1).toNanos();
    private boolean force;
    private boolean throttle;
    private long stagingBytes = 32 << 20;
    private Consumer<Round> watcher = round -> {};

    private Replication(TrackedRegion region) {
        this.region = region;
    }

    /** Of a region of this JVM's agent, of any kind. */
    public static Replication of(Region region) {
        Objects.requireNonNull(region, "region");
        if (!(region instanceof TrackedRegion tracked)) {
            throw new IllegalArgumentException("not a region of this agent: " + region);
        }
        return new Replication(tracked);
    }

    /** Where the replica listens. */
    public Replication to(Endpoint replica) {
        Replication other = copy();
        other.endpoint = Objects.requireNonNull(replica, "replica");
        return other;
    }

    /** Protected, which a TCP address that is not loopback needs. */
    public Replication tls(Tls protection) {
        Replication other = copy();
        other.tls = protection;
        return other;
    }

    /** The network is trusted: no TLS, wherever the replica is. */
    public Replication unprotected() {
        Replication other = copy();
        other.unprotected = true;
        return other;
    }

    /** The program whose memory it is. Without one, an epoch is complete only if the region happened to rest. */
    public Replication guest(Guest program) {
        Replication other = copy();
        other.guest = program;
        return other;
    }

    /** At most so many bytes per second. Default: no limit. */
    public Replication bandwidth(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("bandwidth must be at least 1 byte per second: " + limit);
        }
        Replication other = copy();
        other.bytesPerSecond = limit;
        return other;
    }

    /**
     * Compresses what is sent, where that makes it shorter. Pays on links that are slower than that. Default: it is sent as it is. Needs
     * zstd-jni on the class path of both sides; a replica without it is not fed.
     *
     * @param level 1 to 22; 0 for none
     */
    public Replication compressed(int level) {
        if (level < 0 || level > Zstd.MAX_LEVEL) {
            throw new IllegalArgumentException(
                    "the zstd level is 1 to " + Zstd.MAX_LEVEL + ", or 0 for none: " + level);
        }
        Replication other = copy();
        other.zstdLevel = level;
        return other;
    }

    /**
     * Sends pages that were written with the bytes that they had before. By default they are left out, which takes 8 bytes per page and
     * hashing what is dirty after the first copy; two contents are taken for the same once in 2<sup>64</sup>.
     */
    public Replication sendEqualPages() {
        Replication other = copy();
        other.skipEqual = false;
        return other;
    }

    /** A connection on which nothing was heard for so long is given up. Default: 10 s. */
    public Replication silence(Duration limit) {
        Replication other = copy();
        other.timing = Timing.ofSilence(limit.toMillis());
        return other;
    }

    /** A migration hands over once the guest is predicted to stand still no longer than this. Default: 50 ms. */
    public Replication downtime(Duration wanted) {
        Replication other = copy();
        other.downtimeNanos = positive("downtime", wanted).toNanos();
        return other;
    }

    /** A guest that stood still for so long goes on, and the hand-over or the epoch is broken off. Default: 5 s. */
    public Replication pauseLimit(Duration limit) {
        Replication other = copy();
        other.pauseLimitMillis = positive("the limit of pauses", limit).toMillis();
        return other;
    }

    /** A migration that has not converged after so many rounds is cancelled, or forced. Default: 30. */
    public Replication maxRounds(int rounds) {
        if (rounds < 1) {
            throw new IllegalArgumentException("a migration has at least 1 round: " + rounds);
        }
        Replication other = copy();
        other.maxRounds = rounds;
        return other;
    }

    /** A migration that has not converged after so long is cancelled, or forced. Default: 1 h. */
    public Replication timeout(Duration limit) {
        Replication other = copy();
        other.timeoutNanos = positive("timeout", limit).toNanos();
        return other;
    }

    /** A migration that does not converge hands over all the same, however long the guest stands still. Default: it is cancelled. */
    public Replication forced() {
        Replication other = copy();
        other.force = true;
        return other;
    }

    /**
     * The threads that dirty most are slowed down, more from round to round, if what is left does not get less. Default: the guest runs
     * as fast as it can. Threads sleep inside their writes, with the locks that they hold. Writes that the agent cannot see are not
     * slowed down.
     */
    public Replication throttled() {
        Replication other = copy();
        other.throttle = true;
        return other;
    }

    /** Told of each round, on the thread that replicates. */
    public Replication watchedBy(Consumer<Round> listener) {
        Replication other = copy();
        other.watcher = Objects.requireNonNull(listener, "listener");
        return other;
    }

    /** A standby copies up to so many bytes aside, so that the guest need not wait for the network. Default: 32 MiB. */
    public Replication staging(long bytes) {
        if (bytes < 1 << 20) {
            throw new IllegalArgumentException("staging takes at least 1 MiB: " + bytes);
        }
        Replication other = copy();
        other.stagingBytes = bytes;
        return other;
    }

    /**
     * Prepares a migration; {@link Migration#run} does it.
     *
     * @throws IllegalStateException if the region has ended, or has too many replicas
     */
    public Migration migration() {
        return new Migration(ready());
    }

    /**
     * Starts a standby, which goes on until it is closed or the region ends.
     *
     * @param interval time from one epoch to the next, at least 1 ms
     * @throws IllegalStateException if the region has ended, or has too many replicas
     */
    public Standby standby(Duration interval) {
        return new Standby(ready(), positive("interval", interval));
    }

    private Replication ready() {
        if (endpoint == null) {
            throw new IllegalStateException(
                    "nowhere to replicate region '" + region.name() + "' to: call to(endpoint)");
        }
        if (zstdLevel > 0 && !Zstd.isPresent()) {
            throw new IllegalStateException(Zstd.missing("compressing"));
        }
        try {
            Sockets.requireProtection(endpoint, tls, unprotected);
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        return this;
    }

    private static Duration positive(String what, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(what + " must be at least 1 ms: " + value);
        }
        return value;
    }

    private Replication copy() {
        try {
            return (Replication) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    TrackedRegion region() {
        return region;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Tls tls() {
        return tls;
    }

    boolean isUnprotected() {
        return unprotected;
    }

    Guest guest() {
        return guest;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    int zstdLevel() {
        return zstdLevel;
    }

    boolean skipEqual() {
        return skipEqual;
    }

    Timing timing() {
        return timing;
    }

    long downtimeNanos() {
        return downtimeNanos;
    }

    long pauseLimitMillis() {
        return pauseLimitMillis;
    }

    int maxRounds() {
        return maxRounds;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    boolean isForced() {
        return force;
    }

    boolean isThrottled() {
        return throttle;
    }

    long stagingBytes() {
        return stagingBytes;
    }

    Consumer<Round> watcher() {
        return watcher;
    }
}
