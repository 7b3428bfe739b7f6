package dev.tidemark.it.oracle;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Random;
import java.util.function.Function;

/** The element types of buffers. */
enum Element {
    BYTE(byte.class, 1, ByteBuffer.class, buffer -> buffer),
    CHAR(char.class, 2, CharBuffer.class, ByteBuffer::asCharBuffer),
    SHORT(short.class, 2, ShortBuffer.class, ByteBuffer::asShortBuffer),
    INT(int.class, 4, IntBuffer.class, ByteBuffer::asIntBuffer),
    FLOAT(float.class, 4, FloatBuffer.class, ByteBuffer::asFloatBuffer),
    LONG(long.class, 8, LongBuffer.class, ByteBuffer::asLongBuffer),
    DOUBLE(double.class, 8, DoubleBuffer.class, ByteBuffer::asDoubleBuffer);

    final Class<?> type;
    final int bytes;
    final Class<? extends Buffer> buffer;
    private final Function<ByteBuffer, Buffer> view;

    Element(Class<?> type, int bytes, Class<? extends Buffer> buffer, Function<ByteBuffer, Buffer> view) {
        this.type = type;
        this.bytes = bytes;
        this.buffer = buffer;
        this.view = view;
    }

    static Element of(Class<?> primitive) {
        for (Element each : values()) {
            if (each.type == primitive) {
                return each;
            }
        }
        throw new IllegalArgumentException("no buffer has elements of type " + primitive);
    }

    /** A view of what remains of {@code of}. */
    Buffer view(ByteBuffer of) {
        return view.apply(of);
    }

    /** A random value, boxed. */
    Object value(Random random) {
        return switch (this) {
            case BYTE -> (byte) random.nextInt();
            case CHAR -> (char) random.nextInt();
            case SHORT -> (short) random.nextInt();
            case INT -> random.nextInt();
            case FLOAT -> random.nextFloat();
            case LONG -> random.nextLong();
            case DOUBLE -> random.nextDouble();
        };
    }

    Object array(int length, Random random) {
        Object array = Array.newInstance(type, length);
        for (int i = 0; i < length; i++) {
            Array.set(array, i, value(random));
        }
        return array;
    }

    /** {@code wrap} of the buffer type. */
    Buffer wrap(Object array) {
        return (Buffer) invoke(null, "wrap", new Class<?>[] {array.getClass()}, array);
    }

    Buffer readOnly(Buffer of) {
        return (Buffer) invoke(of, "asReadOnlyBuffer", new Class<?>[0]);
    }

    private Object invoke(Buffer receiver, String name, Class<?>[] parameters, Object... arguments) {
        try {
            return buffer.getMethod(name, parameters).invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
