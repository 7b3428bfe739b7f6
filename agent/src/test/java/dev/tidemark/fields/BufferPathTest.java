package dev.tidemark.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BufferPathTest {
    private static final String HERE = BufferPathTest.class.getName();

    /** What a program may look like. */
    static class Board {
        private static final Board INSTANCE = new Board();
        static final ByteBuffer ROM = ByteBuffer.allocateDirect(64);
        static int speed = 3;
        static String title = "board";
        static byte[] raw = new byte[10];
        static Board none;

        private final ByteBuffer ram = ByteBuffer.allocate(64);
        private final Object[] banks = {null, new Bank(), ByteBuffer.allocate(32)};
        private final List<ByteBuffer> list = new ArrayList<>(List.of(ByteBuffer.allocate(16)));

        static class Chip {
            final ByteBuffer ram = null;
        }

        /** Its field hides that of the chip. */
        static final class Bank extends Chip {
            private final ByteBuffer ram = ByteBuffer.allocate(128);
        }

        record Row(ByteBuffer cells) {}

        static final Row ROW = new Row(ByteBuffer.allocate(8));
    }

    interface Constants {
        ByteBuffer SHARED = ByteBuffer.allocate(4);
    }

    static final class Inherits extends Board implements Constants {}

    static final class Unused {
        static final ByteBuffer RAM = ByteBuffer.allocate(1);
    }

    /** A class that has a field of the name of its nested class. */
    static final class Outer {
        static final Object Inner = new Object() {
            final ByteBuffer ofField = ByteBuffer.allocate(1);
        };

        static final class Inner {
            static final ByteBuffer OF_CLASS = ByteBuffer.allocate(2);
        }
    }

    @Test
    void fieldsOfAnyAccessAreFollowed() throws Exception {
        assertSame(Board.ROM, find(HERE + "$Board.ROM"));
        assertSame(Board.ROM, find(HERE + ".Board.ROM"), "a dot stands for $ too");
        assertSame(Board.INSTANCE.ram, find(HERE + "$Board.INSTANCE.ram"));
        assertSame(((Board.Bank) Board.INSTANCE.banks[1]).ram, find(HERE + "$Board.INSTANCE.banks[1].ram"));
        assertSame(Board.INSTANCE.banks[2], find(" " + HERE + "$Board.INSTANCE.banks[2] "));
        assertSame(Board.ROW.cells(), find(HERE + "$Board.ROW.cells"), "of a record");
        assertSame(Board.INSTANCE.list.get(0), find(HERE + "$Board.INSTANCE.list.elementData[0]"), "of a named module");
        Class.forName(Inherits.class.getName());
        assertSame(Board.ROM, find(HERE + "$Inherits.ROM"));
        assertSame(Constants.SHARED, find(HERE + "$Inherits.SHARED"));
    }

    @Test
    void aFieldAndANestedClassOfOneNameAreToldApart() throws Exception {
        Class.forName(Outer.class.getName());
        Class.forName(Outer.class.getName() + "$Inner");
        assertEquals(2, find(HERE + ".Outer.Inner.OF_CLASS").capacity());
        assertEquals(1, find(HERE + ".Outer.Inner.ofField").capacity());
    }

    @BeforeEach
    void used() {
        assertEquals(64, Board.ROM.capacity());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$Board.ROM.nothing | has no field nothing",
                "$Board.RAM | has no static field RAM; static fields: INSTANCE, ROM,",
                "$Board.RAM | did you mean ROM?",
                "$Board.INSTANCE.rum | which has no field rum; fields: ram, banks, list; did you mean ram?",
                "$Board.INSTANCE.ROM | has no field ROM",
                "$Board.speed | Board.speed is of type int, not a ByteBuffer",
                "$Board.title | Board.title is a java.lang.String, not a ByteBuffer",
                "$Board.raw | is a byte[], not a ByteBuffer: name a buffer that wraps it",
                "$Board.none | Board.none is null at the moment, so there is no buffer",
                "$Board.none.ram | Board.none is null at the moment, so it has no field ram",
                "$Board.INSTANCE.banks[0].ram | banks[0] is null at the moment",
                "$Board.INSTANCE.banks[3] | banks has elements [0] to [2], not [3]",
                "$Board.INSTANCE.banks[-1] | not [-1]",
                "$Board.INSTANCE.banks[x] | not [x]",
                "$Board.INSTANCE.banks[1 | not [1",
                "$Board.title[0] | is a java.lang.String, not an array of objects",
                "$Board.raw[0] | is a byte[], not an array of objects",
                "$Board..ram | has no static field ; static fields",
                "$Board. | ends with the class",
                "$Board | no class '",
                "$Unused.RAM | was not used yet",
                "$Bored.ROM | did you mean dev.tidemark.fields.BufferPathTest$Board?",
            })
    void aStepThatLeadsNowhereSaysWhatThereIs(String path, String words) {
        String message = refused(HERE + path);
        assertTrue(message.contains(words), message);
        assertTrue(message.lines().count() == 1, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "Board", ".", "..", "@", "a.@.b", "[", "Emulator.ram"})
    void nonsenseIsRefused(String path) {
        refused(path);
    }

    @Test
    void aClassOfAnotherPackageIsSuggested() {
        String message = refused("com.acme.LoadedClasses.x");
        assertTrue(message.contains("no class 'com.acme.LoadedClasses' is loaded"), message);
        assertTrue(message.contains("did you mean dev.tidemark.fields.LoadedClasses?"), message);
    }

    @Test
    void classesOfSeveralLoadersAreListed() throws Exception {
        Class<?> other = new Copier().copy(Board.class);
        Class<?> third = new Copier().copy(Board.class);
        Class.forName(other.getName(), true, other.getClassLoader());
        Instrumentation three = knowing(Board.class, other, third);
        String message = refused(HERE + "$Board.ROM", three);
        String id = Integer.toHexString(System.identityHashCode(other.getClassLoader()));
        assertTrue(message.contains("is loaded 3 times") && message.contains("Board@" + id + " ("), message);
        ByteBuffer found = BufferPath.find(HERE + "$Board@" + id + ".ROM", three);
        assertEquals(64, found.capacity());
        assertTrue(found != Board.ROM, "that of the other loader");
        assertTrue(refused(HERE + "$Board@12.ROM", three).contains("no class loader @12"));
        assertTrue(refused(HERE + "$Board@boot.ROM", three).contains("no class loader @boot"));
    }

    /** Defines a class of its own under the same name. */
    private static final class Copier extends ClassLoader {
        Class<?> copy(Class<?> type) throws IOException {
            try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(type.getName(), bytes, 0, bytes.length);
            }
        }

        @Override
        public Class<?> loadClass(String name) throws ClassNotFoundException {
            if (name.startsWith(Board.class.getName() + "$")) {
                try {
                    return copy(Class.forName(name));
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
            return super.loadClass(name);
        }
    }

    private static ByteBuffer find(String path) {
        return BufferPath.find(path, all());
    }

    private static String refused(String path) {
        return refused(path, all());
    }

    private static String refused(String path, Instrumentation instrumentation) {
        return assertThrows(IllegalArgumentException.class, () -> BufferPath.find(path, instrumentation))
                .getMessage();
    }

    private static Instrumentation all() {
        return knowing(
                BufferPathTest.class,
                Board.class,
                Board.Bank.class,
                Inherits.class,
                Constants.class,
                Unused.class,
                Outer.class,
                Outer.Inner.class,
                Board[].class,
                String.class,
                LoadedClasses.class);
    }

    private static Instrumentation knowing(Class<?>... classes) {
        return (Instrumentation) Proxy.newProxyInstance(
                BufferPathTest.class.getClassLoader(),
                new Class<?>[] {Instrumentation.class},
                (proxy, method, args) -> {
                    assertEquals("getAllLoadedClasses", method.getName());
                    return classes;
                });
    }
}
