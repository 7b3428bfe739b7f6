package dev.tidemark.it;

import dev.tidemark.Client;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.lang.ref.Reference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;

/** Small programs of {@link StartIT}; the first argument says which. Exit code 0 if all was as it should be. */
public final class TrackedProgram {
    private TrackedProgram() {}

    /** Runs the program that the arguments name. */
    public static void main(String[] arguments) throws Exception {
        for (String argument : arguments) {
            switch (argument) {
                case "allocate" -> allocate(1 << 20);
                case "clients" -> clients();
                case "inactive" -> inactive();
                case "copy" -> copy();
                case "attached" -> attached();
                default -> throw new IllegalArgumentException(argument);
            }
        }
    }

    private static void allocate(int capacity) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(capacity);
        expect(1, Tidemark.regions().size());
        Region region = Tidemark.regions().get(0);
        expect(64 << 10, region.pageSize());
        region.harvest(Tidemark.client("backup"));
        buffer.put(capacity - 1, (byte) 1);
        expect(1L, region.harvest(Tidemark.client("backup")).pageCount());
        Reference.reachabilityFence(buffer);
    }

    private static void clients() {
        expect(
                List.of("vga", "code", "migration", "backup", "replica"),
                Tidemark.clients().stream().map(Client::name).toList());
    }

    /** Prints what each call says. */
    private static void inactive() throws Exception {
        expect(false, Tidemark.isActive());
        ByteBuffer buffer = ByteBuffer.allocate(10);
        List<Callable<Object>> calls = List.of(
                () -> Tidemark.track("a", buffer),
                () -> Tidemark.track("a", buffer, 64),
                () -> Tidemark.trackMemory("a", 1, 1, 64, buffer),
                () -> Tidemark.region("a"),
                Tidemark::regions,
                () -> Tidemark.client("a"),
                Tidemark::clients,
                () -> Tidemark.track(null, null, -1));
        for (Callable<Object> call : calls) {
            try {
                throw new AssertionError("not refused: " + call.call());
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static void copy() throws Exception {
        expect(true, Tidemark.isActive());
        URL jar = ForkedJvm.class.getClassLoader().getResource("dev/tidemark/Tidemark.class");
        String url = jar.toString().replaceAll("^jar:|!.*$", "");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {new URL(url)}, ClassLoader.getPlatformClassLoader())) {
            Class<?> other = loader.loadClass("dev.tidemark.Tidemark");
            expect(false, other == Tidemark.class);
            expect(false, other.getMethod("isActive").invoke(null));
            try {
                throw new AssertionError(
                        "not refused: " + other.getMethod("regions").invoke(null));
            } catch (java.lang.reflect.InvocationTargetException e) {
                System.out.println(e.getCause());
            }
        }
    }

    private static void attached() throws Exception {
        expect(false, Tidemark.isActive());
        ByteBuffer early = ByteBuffer.allocateDirect(2 << 20);
        for (int i = 0; i < 100_000; i++) {
            early.put(i, (byte) i); // compiled before the hooks come
        }
        System.out.println("ready");
        if (System.in.read() < 0) {
            throw new AssertionError("nobody sent anything");
        }
        expect(true, Tidemark.isActive());
        expect(0, Tidemark.regions().size());
        ByteBuffer late = ByteBuffer.allocateDirect(2 << 20);
        Region region = Tidemark.regions().get(0);
        Client client = Tidemark.client("it");
        region.harvest(client);
        for (int i = 0; i < 4096; i++) {
            late.put(4096 + i, (byte) i);
        }
        System.out.println("pages " + region.harvest(client).pageCount());
        Reference.reachabilityFence(late);
        Region named = Tidemark.track("early", early);
        named.harvest(client);
        early.put(12345, (byte) 99);
        expect(1L, named.harvest(client).pageCount());
        Reference.reachabilityFence(early);
    }

    private static void expect(Object wanted, Object found) {
        if (!wanted.equals(found)) {
            throw new AssertionError("expected " + wanted + ", found " + found);
        }
    }
}
