package dev.tidemark.instrument.arrays;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Rewrites the classes of the application as they are loaded: those that {@code arrays=} names by {@link HolderRewriter}, all
 * others that handle a {@code byte[]} by {@link OutsiderRewriter}. What cannot be rewritten is left alone and reported.
 *
 * <p>Takes no lock while it works: reading a class file can load classes, which come back here on the same thread.
 */
final class ArrayTransformer implements ClassFileTransformer {
    private static final String SELF = "dev/tidemark/";

    private final ClassPatterns holders;
    private final ArrayWatch watch;
    private final Class<?> hooks;
    private final JdkPackages jdk = new JdkPackages();
    private final ProtectionDomain agent = ArrayTransformer.class.getProtectionDomain();
    private final Map<ClassLoader, Loader> loaders = Collections.synchronizedMap(new WeakHashMap<>());

    /** @param hooks the class that rewritten code calls, {@link JdkArrayMethods#HOOKS} */
    ArrayTransformer(ClassPatterns holders, ArrayWatch watch, Class<?> hooks) {
        this.holders = holders;
        this.watch = watch;
        this.hooks = hooks;
    }

    @Override
    public byte[] transform(
            Module module,
            ClassLoader loader,
            String internalName,
            Class<?> redefined,
            ProtectionDomain domain,
            byte[] bytes) {
        if (LookupRewriter.NAME.equals(internalName) && loader == null) {
            return rewriteLookup(bytes);
        }
        if (isOfJdk(module, loader) || domain == agent && internalName != null && internalName.startsWith(SELF)) {
            return null;
        }
        String className = "of an unknown name";
        try {
            Mentions mentions = Mentions.in(bytes);
            if (!mentions.arrays()) {
                return null;
            }
            ClassReader reader = OpenedClassReader.of(bytes);
            className = reader.getClassName().replace('/', '.');
            return rewrite(reader, className, loader, mentions);
        } catch (Exception | LinkageError | VirtualMachineError e) {
            watch.leftAlone(className, e.toString());
            return null;
        }
    }

    private byte[] rewrite(ClassReader reader, String className, ClassLoader loader, Mentions mentions) {
        Loader of = loader(loader);
        if (!of.seesHooks) {
            watch.leftAlone(className, "its class loader does not find the agent's hooks: " + loader);
            return null;
        }
        ClassFacts facts = new ClassFacts(reader);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        ClassVisitor rewriter = holders.match(className)
                ? new HolderRewriter(writer, facts, of.members, holders)
                : new OutsiderRewriter(writer, facts, of.members, mentions.nestedArrays());
        reader.accept(rewriter, 0);
        return writer.toByteArray();
    }

    private byte[] rewriteLookup(byte[] bytes) {
        try {
            ClassReader reader = OpenedClassReader.of(bytes);
            ClassWriter writer = new ClassWriter(reader, 0);
            reader.accept(new LookupRewriter(writer), 0);
            return writer.toByteArray();
        } catch (RuntimeException | LinkageError e) {
            watch.leftAlone("java.lang.invoke.MethodHandles.Lookup", e.toString());
            return null;
        }
    }

    private static boolean isOfJdk(Module module, ClassLoader loader) {
        return module.isNamed() && (loader == null || loader == ClassLoader.getPlatformClassLoader());
    }

    private Loader loader(ClassLoader loader) {
        Loader known = loaders.get(loader);
        if (known == null) {
            known = new Loader(seesHooks(loader), new ClassMembers(loader, jdk));
            loaders.put(loader, known);
        }
        return known;
    }

    private boolean seesHooks(ClassLoader loader) {
        try {
            return Class.forName(hooks.getName(), false, loader) == hooks;
        } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
            return false;
        }
    }

    /** @param seesHooks whether classes of this loader can call the boot package */
    private record Loader(boolean seesHooks, ClassMembers members) {}
}
