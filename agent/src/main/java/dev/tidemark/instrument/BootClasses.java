package dev.tidemark.instrument;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import jdk.internal.misc.Unsafe;

/**
 * Defines the boot package straight into the boot loader, where JDK code finds it. Needs no temporary file, unlike {@code
 * appendToBootstrapClassLoaderSearch}, which also makes the JVM print a warning about class data sharing.
 */
final class BootClasses {
    private static final String PACKAGE = "dev/tidemark/boot/";

    /** Those that others extend or implement first. */
    private static final String[] NAMES = {
        "MemoryListener",
        "FileListener",
        "LibraryListener",
        "BufferAccess",
        "FieldAccess",
        "Jit",
        "Headers",
        "Marks",
        "NativeMarks",
        "Span",
        "AddressTable",
        "ArrayTable",
        "AddressSlots",
        "ArraySlots",
        "Barrier$Sought",
        "Barrier$Site",
        "Barrier",
        "Hooks",
        "DirectPuts",
        "FileId",
        "FileInternals",
        "FileHooks",
        "SegmentAccess",
        "NativeHooks",
        "ArrayHooks",
        "JdkWriters",
        "HiddenClasses",
        "CommandLine"
    };

    /** Modules besides {@code java.base} with hooked classes. */
    private static final Set<String> OTHER_MODULES =
            Set.of("jdk.unsupported", "java.management", "jdk.sctp", "jdk.incubator.foreign");

    private BootClasses() {}

    /** Opens what is needed of {@code java.base}, defines the classes, and runs the initialisers of those that hooks use. */
    static void define(Instrumentation instrumentation, AgentJar jar) throws IOException, ClassNotFoundException {
        if (isDefined()) {
            return; // an earlier start failed later on
        }
        Module base = Object.class.getModule();
        Module agent = BootClasses.class.getModule();
        open(instrumentation, base, agent, null);
        Module boot = null;
        for (String name : NAMES) {
            Class<?> defined = define(jar, name);
            if (boot == null) {
                boot = defined.getModule();
                open(instrumentation, base, boot, boot);
            }
        }
        for (Module module : ModuleLayer.boot().modules()) { // findModule takes streams to say that there is none
            if (OTHER_MODULES.contains(module.getName())) {
                instrumentation.redefineModule(module, Set.of(boot), Map.of(), Map.of(), Set.of(), Map.of());
            }
        }
        Class.forName("dev.tidemark.boot.Jit", true, null);
        Class.forName("dev.tidemark.boot.Headers", true, null);
        Class.forName("dev.tidemark.boot.Barrier", true, null);
        Class.forName("dev.tidemark.boot.BufferAccess", true, null);
        Class.forName("dev.tidemark.boot.Marks", true, null);
        Class.forName("dev.tidemark.boot.NativeMarks", true, null);
        Class.forName("dev.tidemark.boot.Hooks", true, null);
        Class.forName("dev.tidemark.boot.DirectPuts", true, null);
        Class.forName("dev.tidemark.boot.FileHooks", true, null);
        Class.forName("dev.tidemark.boot.NativeHooks", true, null);
    }

    private static boolean isDefined() {
        try {
            Class.forName("dev.tidemark.boot.Hooks", false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Lets {@code user} reach the internals that the boot package needs; {@code base} gets to read {@code read}. */
    private static void open(Instrumentation instrumentation, Module base, Module user, Module read) {
        Set<Module> users = Set.of(user);
        instrumentation.redefineModule(
                base,
                read == null ? Collections.emptySet() : Set.of(read),
                Map.of(
                        "jdk.internal.misc", users,
                        "jdk.internal.util", users,
                        "jdk.internal.vm.annotation", users,
                        "sun.nio.ch", users),
                Map.of("sun.nio.ch", users, "java.lang.invoke", users),
                Set.of(),
                Map.of());
    }

    private static Class<?> define(AgentJar jar, String name) throws IOException {
        String path = PACKAGE + name;
        byte[] bytes = jar.read(path + ".class");
        if (bytes == null) {
            throw new IOException("the agent jar lacks " + path + ".class");
        }
        return Unsafe.getUnsafe().defineClass(path, bytes, 0, bytes.length, null, null);
    }
}
