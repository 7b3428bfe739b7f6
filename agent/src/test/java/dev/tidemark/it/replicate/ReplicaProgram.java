package dev.tidemark.it.replicate;

import dev.tidemark.replicate.Endpoint;
import dev.tidemark.replicate.Replica;
import java.nio.file.Path;
import java.time.Duration;

/** A replica that listens until it is killed. Arguments: endpoint, file. */
public final class ReplicaProgram {
    private ReplicaProgram() {}

    public static void main(String[] args) throws Exception {
        try (Replica replica = Replica.listen(Endpoint.parse(args[0])).intoFile(Path.of(args[1]))) {
            long held = replica.epoch() == null ? 0 : replica.epoch().number();
            System.out.println("epoch " + replica.awaitEpoch(held + 1, Duration.ofMinutes(1)));
            Thread.sleep(Duration.ofMinutes(1).toMillis());
        }
    }
}
