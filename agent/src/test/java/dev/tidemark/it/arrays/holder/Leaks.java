package dev.tidemark.it.arrays.holder;

import dev.tidemark.it.arrays.outside.Base;
import dev.tidemark.it.arrays.outside.Outsider;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.net.DatagramPacket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A holder that gives its array away, in many ways. */
public final class Leaks extends Base {
    public static byte[] shared;

    public final byte[] visible;
    private final byte[] secret;
    private final byte[] ram;

    public Leaks(byte[] ram) {
        this.ram = ram;
        this.visible = ram;
        this.secret = ram;
    }

    /** A leak; whoever gets the array writes it. */
    public interface Leak {
        void run() throws Throwable;
    }

    /** What an outsider may implement. */
    public interface Taker {
        void take(byte[] array);
    }

    public byte[] ram() {
        return ram;
    }

    /** After these the region is ARRAY_ESCAPED, and the byte that was stored is found by its hash. */
    public Map<String, Leak> escapes() {
        Map<String, Leak> all = new LinkedHashMap<>();
        all.put("static method", () -> Outsider.store(ram));
        all.put("varargs", () -> Outsider.storeVarargs("x", ram));
        all.put("interface", () -> taker().take(ram));
        all.put("generic interface", () -> consumer().accept(ram));
        all.put("lambda of an outsider", () -> Outsider.lambda().accept(ram));
        all.put("method reference", () -> {
            Consumer<byte[]> store = Outsider::store;
            store.accept(ram);
        });
        all.put("captured by a method reference", () -> {
            Runnable run = new Outsider.Taken(ram)::store;
            run.run();
        });
        all.put("inherited method", () -> base(ram));
        all.put("supplier", () -> Outsider.call(() -> ram));
        all.put("getter", () -> Outsider.callMethod(this));
        all.put("public field", () -> Outsider.readField(this));
        all.put("static field", () -> {
            shared = ram;
            Outsider.readStatic();
        });
        all.put("private field by reflection", () -> Outsider.readPrivateField(this));
        all.put("private field by handle", () -> Outsider.readByHandle(this));
        all.put("field of an outsider", () -> {
            Outsider outsider = new Outsider();
            outsider.field = ram;
            outsider.storeIntoField();
        });
        all.put("inherited field", () -> new Heir().leak(ram));
        all.put("list", () -> Outsider.storeIntoList(List.of(ram)));
        all.put("nested array", () -> Outsider.storeNested(new byte[][] {ram}));
        all.put("object", () -> {
            Outsider outsider = new Outsider();
            outsider.keep(ram);
            outsider.storeIntoKept();
        });
        all.put("optional", () -> Optional.of(ram).ifPresent(new Outsider()));
        all.put("exception", () -> {
            try {
                throw new Outsider.Taken(ram);
            } catch (Outsider.Taken e) {
                e.store();
            }
        });
        all.put("another thread", () -> {
            FutureTask<Object> task = new FutureTask<>(() -> {
                Outsider.store(ram);
                return null;
            });
            Thread thread = new Thread(task);
            thread.start();
            task.get();
        });
        all.put("stream in a stream", () -> new BufferedInputStream(Outsider.stream(), 16).read(ram, 0, 100));
        all.put("output stream", () -> new BufferedOutputStream(Outsider.sink(), 16).write(ram, 0, 100));
        all.put("digest", () -> Outsider.digest().update(ram));
        all.put("protected field of the JDK", () -> new Outsider.Peeking(ram).store());
        all.put("proxy", () -> ((Taker) Proxy.newProxyInstance(
                        Leaks.class.getClassLoader(), new Class<?>[] {Taker.class}, (proxy, method, arguments) -> {
                            Outsider.store((byte[]) arguments[0]);
                            return null;
                        }))
                .take(ram));
        all.put("method handle", () -> MethodHandles.lookup()
                .findVirtual(Random.class, "nextBytes", MethodType.methodType(void.class, byte[].class))
                .invoke(new Random(1), ram));
        all.put(
                "reflection",
                () -> Random.class.getMethod("nextBytes", byte[].class).invoke(new Random(2), ram));
        all.put("bound handle", () -> MethodHandles.insertArguments(
                        MethodHandles.arrayElementSetter(byte[].class), 0, ram)
                .invoke(Outsider.AT, (byte) 55));
        all.put("super of the JDK", () -> new Passing(new ByteArrayInputStream(new byte[] {1})).fill(ram));
        all.put("native method", () -> {
            try {
                store(ram);
            } catch (UnsatisfiedLinkError e) {
                ram[Outsider.AT]++;
            }
        });
        all.put("unlisted method of the JDK", () -> {
            new DatagramPacket(ram, 10).setPort(1);
            ram[Outsider.AT]++;
        });
        return all;
    }

    /** After these the region is complete still, and the byte that was stored is marked. */
    public Map<String, Leak> noEscapes() {
        Map<String, Leak> all = new LinkedHashMap<>();
        all.put("arraycopy by an outsider", () -> Outsider.copyInto(ram));
        all.put("reflective array by an outsider", () -> Outsider.setIn(ram));
        all.put("kept by an outsider", () -> {
            new Outsider().keep(ram);
            ram[Outsider.AT]++;
        });
        all.put("through the JDK's collections", () -> {
            List<Object> list = new ArrayList<>();
            list.add(ram);
            Function<Object, byte[]> cast = object -> (byte[]) object;
            Supplier<byte[]> supplier =
                    () -> list.stream().map(cast).findFirst().orElseThrow();
            supplier.get()[Outsider.AT]++;
        });
        return all;
    }

    /** After these every region has escaped. */
    public static Map<String, Leak> escapesOfAll() {
        Map<String, Leak> all = new LinkedHashMap<>();
        all.put("writing", () -> {
            Random random = new Random(3);
            Consumer<byte[]> fill = random::nextBytes;
            fill.accept(new byte[1]);
        });
        all.put("hidden", () -> {
            byte[] bytes;
            try (InputStream in = Leaks.class.getResourceAsStream("Leaks$Hidden.class")) {
                bytes = in.readAllBytes();
            }
            MethodHandles.lookup().defineHiddenClass(bytes, true);
        });
        return all;
    }

    private static native void store(byte[] array);

    private static Taker taker() {
        return new Outsider();
    }

    private static Consumer<byte[]> consumer() {
        return new Outsider();
    }

    /** Defined once more, hidden. */
    static final class Hidden {
        private Hidden() {}

        static void store(byte[] array) {
            array[0]++;
        }
    }

    private static final class Heir extends Outsider {
        void leak(byte[] array) {
            inherited = array;
            storeIntoInherited();
        }
    }

    private static final class Passing extends FilterInputStream {
        Passing(InputStream in) {
            super(in);
        }

        void fill(byte[] array) throws IOException {
            super.read(array, Outsider.AT, 1);
        }
    }
}
