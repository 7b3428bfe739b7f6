package dev.tidemark.it.replicate;

import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.Replication;
import dev.tidemark.replicate.Standby;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A guest with a standby, until it is killed. Argument: the replica's endpoint. */
public final class SourceProgram {
    private SourceProgram() {}

    public static void main(String[] args) {
        EdgeGuest guest = new EdgeGuest(ByteBuffer.allocateDirect(1 << 20), "source");
        try (Standby standby = Replication.of(guest.region)
                .to(Endpoint.parse(args[0]))
                .guest(guest)
                .standby(Duration.ofMillis(2))) {
            System.out.println("ready " + standby.status().running());
            guest.run();
        }
    }
}
