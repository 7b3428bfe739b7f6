package dev.tidemark.instrument.arrays;

import java.util.HashSet;
import java.util.Set;

/** The packages of the JDK: those of named modules that the boot or the platform class loader defines. Immutable. */
final class JdkPackages {
    private final Set<String> names = new HashSet<>();

    JdkPackages() {
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        for (Module module : ModuleLayer.boot().modules()) {
            if (module.getClassLoader() == null || module.getClassLoader() == platform) {
                for (String each : module.getPackages()) {
                    names.add(each.replace('.', '/'));
                }
            }
        }
    }

    /** @param className an internal name */
    boolean contains(String className) {
        int slash = className.lastIndexOf('/');
        return slash > 0 && names.contains(className.substring(0, slash));
    }
}
