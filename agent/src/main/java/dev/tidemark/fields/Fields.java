package dev.tidemark.fields;

import dev.tidemark.options.Nearest;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/** Finds fields by name, inherited and private ones included; the one nearest to the class hides the others. */
final class Fields {
    private static final int MAX_LISTED = 20;

    private Fields() {}

    /**
     * The static field that a class has or inherits.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    static Field ofClass(Class<?> type, String name) {
        List<Field> all = allOf(type, true);
        return pick(all, name, "class " + type.getName() + " has no static field " + name + "; static fields: ");
    }

    /**
     * The field of an object of a class.
     *
     * @param way to the object, for the message
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    static Field ofObject(Class<?> type, String name, String way) {
        List<Field> all = allOf(type, false);
        return pick(all, name, way + " is a " + type.getTypeName() + ", which has no field " + name + "; fields: ");
    }

    /** Whether the class has or inherits a static field of that name; false too if its fields cannot be listed. */
    static boolean hasStatic(Class<?> type, String name) {
        try {
            return allOf(type, true).stream().anyMatch(field -> field.getName().equals(name));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Field pick(List<Field> all, String name, String problem) {
        for (Field field : all) {
            if (field.getName().equals(name)) {
                return field;
            }
        }
        List<String> names = all.stream().map(Field::getName).distinct().toList();
        String listed = String.join(", ", names.subList(0, Math.min(MAX_LISTED, names.size())));
        throw new IllegalArgumentException(problem
                + (names.isEmpty() ? "none" : listed)
                + (names.size() > MAX_LISTED ? " and " + (names.size() - MAX_LISTED) + " more" : "")
                + Nearest.of(name, names)
                        .map(nearest -> "; did you mean " + nearest + "?")
                        .orElse(""));
    }

    private static List<Field> allOf(Class<?> type, boolean ofClass) {
        List<Field> all = new ArrayList<>();
        try {
            for (Class<?> each = type; each != null; each = each.getSuperclass()) {
                add(each, ofClass, all);
            }
            if (ofClass) {
                for (Class<?> each = type; each != null; each = each.getSuperclass()) {
                    addInterfaces(each, all);
                }
            }
        } catch (LinkageError e) {
            throw new IllegalArgumentException(
                    "the fields of " + type.getName() + " cannot be listed, because the type of one cannot be loaded: "
                            + e,
                    e);
        }
        return all;
    }

    private static void add(Class<?> type, boolean ofClass, List<Field> all) {
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) == ofClass) {
                all.add(field);
            }
        }
    }

    private static void addInterfaces(Class<?> type, List<Field> all) {
        for (Class<?> each : type.getInterfaces()) {
            add(each, true, all);
            addInterfaces(each, all);
        }
    }
}
