package dev.tidemark.instrument.arrays;

import java.util.HashSet;
import java.util.Set;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/**
 * Where the members that a class uses are declared, read from class files; no class is loaded for it. What cannot be read, because
 * the class was generated or its loader hides its file, is {@link Origin#UNKNOWN}.
 *
 * <p>One per class loader; thread-safe. Names are internal ones.
 */
final class ClassMembers {
    /** Who declares a member. */
    enum Origin {
        /** A class of the JDK. */
        JDK,
        /** A class of the application, with code that can be rewritten. */
        APPLICATION,
        /** A native method of the application. */
        NATIVE,
        /** Not to be found. */
        UNKNOWN
    }

    private final TypePool pool;
    private final JdkPackages jdk;

    ClassMembers(ClassLoader loader, JdkPackages jdk) {
        this.jdk = jdk;
        this.pool = new TypePool.Default.WithLazyResolution(
                new TypePool.CacheProvider.Simple.UsingSoftReference(),
                ClassFileLocator.ForClassLoader.WeaklyReferenced.of(loader),
                TypePool.Default.ReaderMode.FAST);
    }

    /** Which class a call of {@code owner} resolves to, or rather whose. */
    Origin ofMethod(String owner, String name, String descriptor) {
        try {
            Set<String> seen = new HashSet<>();
            TypeDescription declaring = method(describe(owner), name, descriptor, seen);
            if (declaring == null) {
                return Origin.UNKNOWN;
            }
            if (jdk.contains(declaring.getInternalName())) {
                return Origin.JDK;
            }
            return isNative(declaring, name, descriptor) ? Origin.NATIVE : Origin.APPLICATION;
        } catch (RuntimeException e) {
            return Origin.UNKNOWN;
        }
    }

    /** The class that declares a field, by name; null if it is not to be found. */
    String declarerOfField(String owner, String name, String descriptor) {
        try {
            TypeDescription declaring = field(describe(owner), name, descriptor);
            return declaring == null ? null : declaring.getInternalName();
        } catch (RuntimeException e) {
            return null;
        }
    }

    /**
     * Whether {@code type} is {@code base} or below it.
     *
     * @return null if that is not to be found out
     */
    Boolean isBelow(String type, String base) {
        if (type.equals(base)) {
            return true;
        }
        try {
            return isBelow(describe(type), base, new HashSet<>());
        } catch (RuntimeException e) {
            return null;
        }
    }

    private TypeDescription describe(String internalName) {
        return pool.describe(internalName.replace('/', '.')).resolve();
    }

    private static boolean isBelow(TypeDescription type, String base, Set<String> seen) {
        if (type.getInternalName().equals(base)) {
            return true;
        }
        if (!seen.add(type.getInternalName())) {
            return false;
        }
        TypeDefinition above = type.getSuperClass();
        if (above != null && isBelow(above.asErasure(), base, seen)) {
            return true;
        }
        for (TypeDescription each : type.getInterfaces().asErasures()) {
            if (isBelow(each, base, seen)) {
                return true;
            }
        }
        return false;
    }

    /** Superclasses first, as the JVM resolves. */
    private static TypeDescription method(TypeDescription type, String name, String descriptor, Set<String> seen) {
        for (TypeDefinition each = type; each != null; each = each.getSuperClass()) {
            if (find(each.asErasure(), name, descriptor) != null) {
                return each.asErasure();
            }
        }
        for (TypeDefinition each = type; each != null; each = each.getSuperClass()) {
            for (TypeDescription above : each.asErasure().getInterfaces().asErasures()) {
                TypeDescription found =
                        seen.add(above.getInternalName()) ? method(above, name, descriptor, seen) : null;
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static boolean isNative(TypeDescription type, String name, String descriptor) {
        return find(type, name, descriptor).isNative();
    }

    private static MethodDescription find(TypeDescription type, String name, String descriptor) {
        for (MethodDescription.InDefinedShape each : type.getDeclaredMethods()) {
            if (each.getInternalName().equals(name) && each.getDescriptor().equals(descriptor)) {
                return each;
            }
        }
        return null;
    }

    private static TypeDescription field(TypeDescription type, String name, String descriptor) {
        for (TypeDefinition each = type; each != null; each = each.getSuperClass()) {
            TypeDescription erased = each.asErasure();
            if (declares(erased, name, descriptor)) {
                return erased;
            }
            for (TypeDescription above : erased.getInterfaces().asErasures()) {
                TypeDescription found = field(above, name, descriptor);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static boolean declares(TypeDescription type, String name, String descriptor) {
        for (FieldDescription.InDefinedShape each : type.getDeclaredFields()) {
            if (each.getName().equals(name) && each.getDescriptor().equals(descriptor)) {
                return true;
            }
        }
        return false;
    }
}
