package dev.tidemark.instrument.arrays;

import dev.tidemark.instrument.arrays.ClassMembers.Origin;
import dev.tidemark.instrument.arrays.JdkArrayMethods.Writer;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Decides what becomes of a call that a class makes. In doubt, the arrays among its arguments count as given away. */
final class ArrayCalls {
    private static final String INVOKE = "java/lang/invoke/";

    /** What becomes of a call. */
    enum Kind {
        /** Stays as it is. */
        PLAIN,
        /** Writes an array: {@link #writer} tells what is called instead. */
        WRITER,
        /** A VarHandle writes an element, or several bytes, of an array. */
        VIEW,
        /** The arrays among the arguments are given away first. */
        GIVE,
        /** Makes something that may write any array. */
        UNTRACEABLE
    }

    private final ClassFacts self;
    private final ClassMembers members;

    /** Of the last call that was a {@link Kind#WRITER}. */
    private Writer writer;

    ArrayCalls(ClassFacts self, ClassMembers members) {
        this.self = self;
        this.members = members;
    }

    Writer writer() {
        return writer;
    }

    /** For code whose array references are all known to be reported: only what takes an array as a plain object matters. */
    Kind ofObjects(int opcode, String owner, String name, String descriptor) {
        if (owner.startsWith("java/lang/") || owner.startsWith("java/util/concurrent/") || owner.startsWith("sun/")) {
            Kind kind = special(owner, name, descriptor);
            if (kind != null) {
                return kind;
            }
            for (Writer each : JdkArrayMethods.writers(name, descriptor)) {
                if (each.isStatic() && each.owner().equals(owner) && descriptor.startsWith("(Ljava/lang/Object;")) {
                    writer = each;
                    return Kind.WRITER;
                }
            }
        }
        return Kind.PLAIN;
    }

    /** For code that may hold any array. */
    Kind of(int opcode, String owner, String name, String descriptor) {
        if (owner.charAt(0) == '[') {
            return Kind.PLAIN; // clone
        }
        Kind kind = special(owner, name, descriptor);
        if (kind != null) {
            return kind;
        }
        for (Writer each : JdkArrayMethods.writers(name, descriptor)) {
            kind = ofWriter(each, opcode, owner, name, descriptor);
            if (kind != null) {
                return kind;
            }
        }
        if (!takesArrays(descriptor)) {
            return Kind.PLAIN;
        }
        return switch (origin(owner, name, descriptor)) {
            case APPLICATION -> Kind.PLAIN;
            case JDK -> onlyReads(owner, name) ? Kind.PLAIN : Kind.GIVE;
            case NATIVE, UNKNOWN -> Kind.GIVE;
        };
    }

    /** @return null if the call is not one of that writer */
    private Kind ofWriter(Writer candidate, int opcode, String owner, String name, String descriptor) {
        if (candidate.isStatic()) {
            if (opcode != Opcodes.INVOKESTATIC || !candidate.owner().equals(owner)) {
                return null;
            }
        } else {
            if (opcode == Opcodes.INVOKESTATIC || !Boolean.TRUE.equals(isBelow(owner, candidate.owner()))) {
                return null; // a hierarchy that is not known gives an origin that is not
            }
            if (opcode == Opcodes.INVOKESPECIAL) {
                // super.read(…): nothing else can make that call
                return origin(owner, name, descriptor) == Origin.APPLICATION ? Kind.PLAIN : Kind.GIVE;
            }
        }
        writer = candidate;
        return Kind.WRITER;
    }

    private static Kind special(String owner, String name, String descriptor) {
        switch (owner) {
            case INVOKE + "VarHandle":
                if (descriptor.startsWith("([BI")) {
                    return isRead(name) ? Kind.PLAIN : Kind.VIEW;
                }
                return isRead(name) || !takesObjects(descriptor) ? Kind.PLAIN : Kind.GIVE;
            case INVOKE + "MethodHandleProxies", INVOKE + "LambdaMetafactory":
                return Kind.UNTRACEABLE;
            case INVOKE + "MethodHandle":
                if (name.equals("invokeWithArguments") && descriptor.startsWith("(Ljava/util/List;)")) {
                    return Kind.UNTRACEABLE;
                }
                return takesObjects(descriptor) ? Kind.GIVE : Kind.PLAIN;
            case INVOKE + "MethodHandles", "java/util/concurrent/atomic/AtomicReferenceFieldUpdater":
                return takesObjects(descriptor) ? Kind.GIVE : Kind.PLAIN;
            case "java/lang/reflect/Method", "java/lang/reflect/Constructor", "java/lang/reflect/Field":
                return name.equals("invoke") || name.equals("newInstance") || name.equals("set")
                        ? Kind.GIVE
                        : Kind.PLAIN;
            case "sun/misc/Unsafe":
                return name.contains("Object") || name.contains("Reference") ? Kind.GIVE : null;
            default:
                return null;
        }
    }

    private static boolean isRead(String name) {
        return name.equals("get")
                || name.equals("getVolatile")
                || name.equals("getOpaque")
                || name.equals("getAcquire");
    }

    private boolean onlyReads(String owner, String name) {
        for (String reader : JdkArrayMethods.readers(name)) {
            if (Boolean.TRUE.equals(isBelow(owner, reader))) {
                return true;
            }
        }
        return false;
    }

    private Origin origin(String owner, String name, String descriptor) {
        if (!owner.equals(self.name)) {
            return members.ofMethod(owner, name, descriptor);
        }
        Integer access = self.accessOf(name, descriptor);
        if (access != null) {
            return (access & Opcodes.ACC_NATIVE) == 0 ? Origin.APPLICATION : Origin.NATIVE;
        }
        Origin origin = members.ofMethod(self.superName, name, descriptor);
        for (int i = 0; i < self.interfaces.length && origin == Origin.UNKNOWN; i++) {
            origin = members.ofMethod(self.interfaces[i], name, descriptor);
        }
        return origin;
    }

    private Boolean isBelow(String owner, String base) {
        if (!owner.equals(self.name)) {
            return members.isBelow(owner, base);
        }
        Boolean below = members.isBelow(self.superName, base);
        for (int i = 0; i < self.interfaces.length && !Boolean.TRUE.equals(below); i++) {
            below = members.isBelow(self.interfaces[i], base);
        }
        return below;
    }

    /** Whether an argument's type is an array of bytes, or of such arrays. */
    static boolean takesArrays(String descriptor) {
        return descriptor.lastIndexOf("[B", descriptor.indexOf(')')) > 0;
    }

    private static boolean takesObjects(String descriptor) {
        for (Type each : Type.getArgumentTypes(descriptor)) {
            if (canHoldArray(each)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a value of that type may be a {@code byte[]}, or contain one. */
    static boolean canHoldArray(Type type) {
        if (type.getSort() == Type.ARRAY) {
            Type element = type.getElementType();
            return element.getSort() == Type.BYTE || canHoldArray(element);
        }
        if (type.getSort() != Type.OBJECT) {
            return false;
        }
        String name = type.getInternalName();
        return name.equals("java/lang/Object")
                || name.equals("java/lang/Cloneable")
                || name.equals("java/io/Serializable");
    }
}
