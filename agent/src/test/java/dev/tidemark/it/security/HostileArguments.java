package dev.tidemark.it.security;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;

/**
 * Arguments as somebody sends them who does not know the beans, or knows them too well: right ones, half of the time where a parameter has
 * right ones, and else numbers at every edge, no text, much text, and control characters. No host is ever named but loopback's address.
 */
public final class HostileArguments {
    private static final String MUCH = "x".repeat(100_000);

    private final Random random;
    private final int regionBytes;
    private final Map<String, List<Object>> right;

    /**
     * Arguments for one caller.
     *
     * @param region the region that may be called with anything
     * @param folder where stores and sockets may be made
     * @param closedPort a port of loopback that nobody listens on
     */
    public HostileArguments(Random random, String region, int regionBytes, Path folder, int closedPort) {
        this.random = random;
        this.regionBytes = regionBytes;
        this.right = Map.ofEntries(
                Map.entry("region", List.of(region)),
                Map.entry("client", List.of("migration", "vga")),
                Map.entry("measure", List.of("bytes", "rate")),
                Map.entry("guest", List.of("", "still", "running", "pause")),
                Map.entry(
                        "store",
                        List.of(
                                folder.resolve("store").toString(),
                                folder.resolve("none").toString())),
                Map.entry("elsewhere", List.of("", folder.resolve("store").toString())),
                Map.entry("point", List.of("latest")),
                Map.entry("attachments", List.of("", "a=AAAA")),
                Map.entry("path", List.of("java.lang.Integer.digits", "com.acme.Emulator.INSTANCE.ram", ".", "java.")),
                Map.entry("waitMillis", List.of(0, 1)),
                Map.entry("endpoint", List.of("127.0.0.1:" + closedPort, "unix:" + folder.resolve("socket"))));
    }

    /** One argument for each parameter. */
    public Object[] of(MBeanOperationInfo operation) {
        MBeanParameterInfo[] parameters = operation.getSignature();
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(parameters[i]);
        }
        return arguments;
    }

    /** The types of the parameters, as the MBean server wants them. */
    public static String[] types(MBeanOperationInfo operation) {
        MBeanParameterInfo[] parameters = operation.getSignature();
        String[] types = new String[parameters.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = parameters[i].getType();
        }
        return types;
    }

    private Object argument(MBeanParameterInfo parameter) {
        List<Object> known = right.get(parameter.getName());
        if (known != null && random.nextBoolean()) {
            return known.get(random.nextInt(known.size()));
        }
        return switch (parameter.getType()) {
            case "long" -> number();
            // One that waits is no answer: more than a moment, and it is refused.
            case "int" -> parameter.getName().equals("waitMillis") ? -1 - random.nextInt(9) : (int) number();
            case "boolean" -> random.nextBoolean();
            case "java.lang.String" -> parameter.getName().equals("endpoint") ? endpoint() : text();
            default -> null;
        };
    }

    private String endpoint() {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> "";
            case 2 -> MUCH;
            case 3 -> "127.0.0.1:" + (random.nextBoolean() ? "99999" : "\u0000");
            case 4 -> ":1";
            default -> "unix:\u0000";
        };
    }

    private String text() {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> "";
            case 2 -> MUCH;
            case 3 -> "\u0000\n\"*?,=:" + random.nextInt();
            case 4 -> "new " + random.nextInt(200);
            case 5 -> random.nextBoolean() ? "bytes" : "rate";
            default -> random.nextBoolean() ? "migration" : "vga";
        };
    }

    private long number() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
            case 2 -> random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE;
            case 3 -> -random.nextInt(3);
            case 4 -> random.nextInt(regionBytes + 100);
            default -> 1 + random.nextInt(64);
        };
    }
}
