package dev.tidemark.fields;

import dev.tidemark.options.Nearest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The classes that a JVM has loaded, by name. Loads none. */
final class LoadedClasses {
    private static final int MAX_LISTED = 10;

    private final Class<?>[] classes;

    LoadedClasses(Class<?>[] classes) {
        this.classes = classes;
    }

    /** Where a path begins: the class, and the names of the fields, at least one. */
    record Start(Class<?> type, List<String> steps) {}

    /**
     * Splits a path into class and fields. Of nested classes and fields of the same name the longest class name counts that has
     * the static field.
     *
     * @throws IllegalArgumentException if no class fits, or several do
     */
    Start start(String path) {
        List<Class<?>> fitting = new ArrayList<>();
        for (Class<?> type : classes) {
            if (!type.isArray() && !type.isHidden() && fits(type.getName(), path)) {
                fitting.add(type);
            }
        }
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException(noSuchClass(path));
        }
        fitting.sort(Comparator.comparingInt((Class<?> type) -> type.getName().length())
                .reversed());
        Class<?> best = fitting.get(0);
        for (Class<?> type : fitting) {
            if (Fields.hasStatic(type, steps(type, path).get(0))) {
                best = type;
                break;
            }
        }
        return new Start(ofOneLoader(best, fitting, path), steps(best, path));
    }

    /** Whether the path is that class and something behind a dot or a loader. */
    private static boolean fits(String className, String path) {
        int length = className.length();
        if (path.length() <= length || path.charAt(length) != '.' && path.charAt(length) != '@') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = className.charAt(i);
            if (c != path.charAt(i) && !(c == '$' && path.charAt(i) == '.')) {
                return false;
            }
        }
        return true;
    }

    private static List<String> steps(Class<?> type, String path) {
        String rest = path.substring(type.getName().length());
        int dot = rest.indexOf('.');
        if (dot < 0 || dot == rest.length() - 1) {
            throw new IllegalArgumentException(
                    "path '" + path + "' ends with the class: add a static field of it, and fields from there on");
        }
        return List.of(rest.substring(dot + 1).split("\\.", -1));
    }

    private static Class<?> ofOneLoader(Class<?> best, List<Class<?>> fitting, String path) {
        List<Class<?>> sameName = new ArrayList<>(fitting);
        sameName.removeIf(type -> !type.getName().equals(best.getName()));
        String rest = path.substring(best.getName().length());
        String loader = rest.startsWith("@") ? rest.substring(1, rest.indexOf('.')) : null;
        List<Class<?>> wanted = new ArrayList<>(sameName);
        wanted.removeIf(type -> loader != null && !loader.equals(loaderId(type)));
        if (wanted.size() == 1) {
            return wanted.get(0);
        }
        String listed = sameName.stream()
                .limit(MAX_LISTED)
                .map(type -> type.getName() + "@" + loaderId(type) + " (" + loaderClass(type) + ")")
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                wanted.isEmpty()
                        ? "no class loader @" + loader + " has " + best.getName() + "; those that have: " + listed
                        : "class " + best.getName() + " is loaded " + sameName.size()
                                + " times; write one of these instead of its name: " + listed);
    }

    /** What tells loaders of one JVM apart. Their names would not: applications choose them. */
    private static String loaderId(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null ? "boot" : Integer.toHexString(System.identityHashCode(loader));
    }

    private static String loaderClass(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null ? "the boot loader" : loader.getClass().getName();
    }

    private String noSuchClass(String path) {
        String wanted = guess(path);
        String simple = simple(wanted);
        Set<String> names = new HashSet<>();
        Set<String> near = new TreeSet<>();
        for (Class<?> type : classes) {
            String name = type.getName();
            if (!type.isArray() && !type.isHidden()) {
                names.add(name);
                if (isCalled(name, simple)) {
                    near.add(name);
                }
            }
        }
        if (near.isEmpty()) {
            Nearest.of(wanted, names).ifPresent(near::add);
        }
        return "no class '" + wanted + "' is loaded in this JVM"
                + (near.isEmpty()
                        ? ": write its name with the package, then a static field, as in com.acme.Emulator.INSTANCE.ram"
                        : "; did you mean " + near.stream().limit(MAX_LISTED).collect(Collectors.joining(", ")) + "?");
    }

    /** Up to the first part that starts with a capital, or else all but the last part. */
    private static String guess(String path) {
        int end = 0;
        for (String part : path.split("\\.", -1)) {
            end += part.length() + 1;
            if (!part.isEmpty() && Character.isUpperCase(part.charAt(0))) {
                return path.substring(0, end - 1);
            }
        }
        int dot = path.lastIndexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    /** Whether that is the class's name behind package and surrounding class; case counts nothing. */
    private static boolean isCalled(String className, String simple) {
        int before = className.length() - simple.length() - 1;
        return className.regionMatches(true, before + 1, simple, 0, simple.length())
                && (before < 0 || className.charAt(before) == '.' || className.charAt(before) == '$');
    }

    private static String simple(String className) {
        return className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    }
}
