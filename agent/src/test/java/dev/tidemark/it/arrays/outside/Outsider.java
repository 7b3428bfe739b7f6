package dev.tidemark.it.arrays.outside;

import dev.tidemark.it.arrays.holder.Leaks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Code that {@code arrays=} does not name, in many ways to get hold of an array. Each stores one byte at {@link #AT}. */
public class Outsider implements Leaks.Taker, Consumer<byte[]> {
    /** Where they store. */
    public static final int AT = 64 * 1000 + 3;

    public byte[] field;
    protected byte[] inherited;
    private Object hidden;

    public static void store(byte[] array) {
        array[AT]++;
    }

    public static void storeVarargs(Object first, byte... array) {
        array[AT]++;
    }

    @Override
    public void take(byte[] array) {
        array[AT]++;
    }

    @Override
    public void accept(byte[] array) {
        array[AT]++;
    }

    public void storeIntoField() {
        field[AT]++;
    }

    public void storeIntoInherited() {
        inherited[AT]++;
    }

    public static Consumer<byte[]> lambda() {
        return array -> array[AT]++;
    }

    public static void call(Supplier<byte[]> supplier) {
        supplier.get()[AT]++;
    }

    public static void callMethod(Leaks leaks) {
        leaks.ram()[AT]++;
    }

    public static void readField(Leaks leaks) {
        leaks.visible[AT]++;
    }

    public static void readStatic() {
        Leaks.shared[AT]++;
    }

    public static void readPrivateField(Leaks leaks) throws ReflectiveOperationException {
        Field field = Leaks.class.getDeclaredField("secret");
        field.setAccessible(true);
        ((byte[]) field.get(leaks))[AT]++;
    }

    public static void readByHandle(Leaks leaks) throws Throwable {
        byte[] array = (byte[]) MethodHandles.privateLookupIn(Leaks.class, MethodHandles.lookup())
                .findGetter(Leaks.class, "secret", byte[].class)
                .invokeExact(leaks);
        array[AT]++;
    }

    public static void storeIntoList(List<?> list) {
        ((byte[]) list.get(0))[AT]++;
    }

    public static void storeNested(byte[][] banks) {
        banks[0][AT]++;
    }

    public void keep(Object object) {
        hidden = object;
    }

    public void storeIntoKept() {
        ((byte[]) hidden)[AT]++;
    }

    /** Seen without any type but Object. */
    public static void copyInto(Object array) {
        System.arraycopy(new byte[] {77}, 0, array, AT, 1);
    }

    /** Seen without any type but Object. */
    public static void setIn(Object array) {
        Array.setByte(array, AT, (byte) 78);
    }

    public static Taken exception(byte[] array) {
        return new Taken(array);
    }

    /** Carries an array. */
    public static final class Taken extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Object array;

        public Taken(Object array) {
            this.array = array;
        }

        public void store() {
            ((byte[]) array)[AT]++;
        }
    }

    /** Writes at {@link #AT}, wherever it was asked to. */
    public static InputStream stream() {
        return new InputStream() {
            @Override
            public int read() {
                return -1;
            }

            @Override
            public int read(byte[] into, int from, int length) {
                into[AT]++;
                return -1;
            }
        };
    }

    /** Writes what it should only read. */
    public static OutputStream sink() {
        return new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] bytes, int from, int length) {
                bytes[AT]++;
            }
        };
    }

    /** Writes what it should only read. */
    public static MessageDigest digest() {
        return new MessageDigest("made up") {
            @Override
            protected void engineUpdate(byte input) {}

            @Override
            protected void engineUpdate(byte[] input, int from, int length) {
                input[AT]++;
            }

            @Override
            protected byte[] engineDigest() {
                return new byte[0];
            }

            @Override
            protected void engineReset() {}
        };
    }

    /** The JDK's stream with its protected array. */
    public static final class Peeking extends ByteArrayInputStream {
        public Peeking(byte[] array) {
            super(array);
        }

        public void store() throws IOException {
            buf[AT]++;
        }
    }
}
