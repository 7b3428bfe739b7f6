package dev.tidemark.cli;

import dev.tidemark.snapshot.StorePath;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options of commands that snapshot a region of a JVM that runs. */
final class LiveOptions {
    @Option(
            names = "--guest",
            paramLabel = "HOW",
            description =
                    "How the guest stands still: pause, by the program's Guest; still, by itself; running, it does"
                            + " not, and pages are of different moments (take only). Default: pause if the program can, else"
                            + " still, which restore wants to be told.")
    private String guest = "";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Cancel it after that long. Default: never.")
    private int timeoutSeconds;

    String guest() {
        return guest;
    }

    /** Also refuses what the other JVM would refuse as late as when it is attached. */
    int timeoutSeconds(List<String> guests) {
        if (!guest.isEmpty() && !guests.contains(guest)) {
            throw CliException.wrongUsage("--guest must be " + String.join(", ", guests) + ": " + guest);
        }
        if (timeoutSeconds < 0) {
            throw CliException.wrongUsage("--timeout must be a number of seconds, or 0 for never: " + timeoutSeconds);
        }
        return timeoutSeconds;
    }

    /** The store as another JVM can find it, which may run in another directory. */
    static String absolute(String store) {
        Path path = StoreCommand.path(store);
        return StorePath.isUri(store)
                ? store
                : path.toAbsolutePath().normalize().toString();
    }

    static String absolute(List<String> stores) {
        return stores.stream().map(LiveOptions::absolute).collect(Collectors.joining("|"));
    }
}
