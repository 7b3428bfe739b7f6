package dev.tidemark.fields;

import dev.tidemark.boot.FieldAccess;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A way to a buffer: a static field, then fields of the objects found there, for example {@code com.acme.Emulator.INSTANCE.ram}.
 * An element of an array of objects is {@code banks[2]}. A nested class is written with {@code $} or a dot. Where several class
 * loaders have a class of that name, {@code com.acme.Emulator@1b2c3d.INSTANCE.ram} says which; the error lists them.
 *
 * <p>Fields of any access and any module are read. Nothing else of the application runs, except that its class loaders may be
 * asked for the types of fields.
 */
public final class BufferPath {
    private static final int MAX_LENGTH = 1000;

    private BufferPath() {}

    /**
     * The buffer at the end of the path, at this moment.
     *
     * @param instrumentation knows the classes of this JVM
     * @throws IllegalArgumentException if a step leads nowhere; the message names the step, and what there is instead
     */
    public static ByteBuffer find(String path, Instrumentation instrumentation) {
        if (path == null
                || path.isBlank()
                || path.length() > MAX_LENGTH
                || path.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a path must have 1 to " + MAX_LENGTH
                    + " characters, none a control character: a class, a static field of it, and fields of what is found"
                    + " there, as in com.acme.Emulator.INSTANCE.ram");
        }
        if (path.indexOf('.') < 0) { // the loaded classes are many, so they are not searched for nothing
            throw new IllegalArgumentException(
                    "path '" + path.strip()
                            + "' is one word: write a class, a dot and a static field of it, as in com.acme.Emulator.INSTANCE.ram");
        }
        LoadedClasses.Start start = new LoadedClasses(instrumentation.getAllLoadedClasses()).start(path.strip());
        return follow(start.type(), start.steps());
    }

    private static ByteBuffer follow(Class<?> start, List<String> steps) {
        String way = start.getName();
        Object found = null;
        for (int i = 0; i < steps.size(); i++) {
            String[] parts = steps.get(i).split("\\[", -1);
            if (i > 0 && found == null) {
                throw new IllegalArgumentException(way + " is null at the moment, so it has no field " + parts[0]);
            }
            Field field = i == 0 ? Fields.ofClass(start, parts[0]) : Fields.ofObject(found.getClass(), parts[0], way);
            way += "." + parts[0];
            if (i == 0 && !FieldAccess.isInitialized(field.getDeclaringClass())) {
                throw new IllegalArgumentException(way + " is not set: class "
                        + field.getDeclaringClass().getName() + " is loaded and was not used yet; try again later");
            }
            if (field.getType().isPrimitive()) {
                throw new IllegalArgumentException(way + " is of type " + field.getType() + ", not a ByteBuffer");
            }
            found = FieldAccess.read(field, found);
            for (int part = 1; part < parts.length; part++) {
                found = element(found, parts[part], way);
                way += "[" + parts[part];
            }
        }
        if (found instanceof ByteBuffer buffer) {
            return buffer;
        }
        throw new IllegalArgumentException(
                found == null
                        ? way + " is null at the moment, so there is no buffer to track"
                        : way + " is a " + found.getClass().getTypeName() + ", not a ByteBuffer"
                                + (found instanceof byte[] ? ": name a buffer that wraps it" : ""));
    }

    /** @param index as it stands behind the opening bracket */
    private static Object element(Object array, String index, String way) {
        if (!(array instanceof Object[] elements)) {
            throw new IllegalArgumentException(way + " is "
                    + (array == null
                            ? "null at the moment"
                            : "a " + array.getClass().getTypeName()) + ", not an array of objects");
        }
        int at = index.matches("[0-9]{1,9}\\]") ? Integer.parseInt(index.substring(0, index.length() - 1)) : -1;
        if (at < 0 || at >= elements.length) {
            throw new IllegalArgumentException(
                    way + " has elements [0] to [" + (elements.length - 1) + "], not [" + index);
        }
        return elements[at];
    }
}
