package dev.tidemark.it.snapshot;

import dev.tidemark.it.ForkedJvm;
import dev.tidemark.it.Seed;
import dev.tidemark.snapshot.ObjectStoreProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store in S3: a real server in one process, its user in another, which has the provider on its class path. */
class ObjectStoreIT {
    @TempDir
    private Path directory;

    @Test
    void storeInS3() throws Exception {
        try (S3Server server = new S3Server(directory, "bucket");
                Stream<Path> jars = Files.list(S3Server.libraries("provider"))) {
            ForkedJvm jvm = ForkedJvm.withAgent("min=off")
                    .flags("-Xmx256m", "-Ds3.spi.endpoint-protocol=http", "-Ds3.spi.force-path-style=true")
                    .flags("-Daws.region=us-east-1")
                    .timeoutSeconds(600);
            jars.forEach(jvm::library);
            String output = jvm.run(
                            ObjectStoreProgram.class, server.uri("bucket"), String.valueOf(Seed.of("ObjectStoreIT")))
                    .expectSuccess()
                    .stdout();
            System.out.println("ObjectStoreIT: " + output.trim().replace(System.lineSeparator(), "; "));
        }
    }
}
