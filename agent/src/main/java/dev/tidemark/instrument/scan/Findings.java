package dev.tidemark.instrument.scan;

import java.util.Set;
import java.util.SortedSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Finds in one class what could store into a buffer's memory. A finding is a line {@code class.method(parameters) what}, where
 * <i>what</i> is one of
 *
 * <ul>
 *   <li>{@code Unsafe.putInt} and so on: calls a store of either Unsafe. By exclusion, so that a store of a new name is found;
 *       those of references are left out, because no buffer holds any.
 *   <li>{@code hb}: reads the array field of a buffer, and stores into an array, copies one, or passes one on.
 *   <li>{@code "hb"}: names that field in a string, for reflection or Unsafe.
 *   <li>{@code array()}: takes the array of a {@code ByteBuffer}.
 *   <li>{@code address}: computes an address from a buffer's field, and passes a long to something else than the hooked class.
 *   <li>{@code address()}: takes the address behind a buffer or a memory segment.
 *   <li>{@code base}: takes the array or the address behind a buffer or a memory segment through an internal door.
 *   <li>{@code native}: is native and is given a buffer or a memory segment.
 *   <li>{@code VectorSupport.store} and so on: stores a vector.
 *   <li>{@code ScopedMemoryAccess.putIntInternal} and so on: goes around the hooked method of that name.
 *   <li>{@code CipherSpi.engineUpdate} and so on: calls a method that fills a buffer and relies on a hook around its caller.
 *   <li>{@code downcall}: makes a handle that calls native code.
 * </ul>
 *
 * The digits that the compiler appends to names of lambdas are left out, because they differ from build to build.
 */
final class Findings extends ClassVisitor {
    private static final Set<String> UNSAFE = Set.of("jdk/internal/misc/Unsafe", "sun/misc/Unsafe");
    private static final String SCOPED_ACCESS = "jdk/internal/misc/ScopedMemoryAccess";
    private static final String VECTORS = "jdk/internal/vm/vector/VectorSupport";
    private static final String BUFFERS = "java/nio/";
    private static final String SEGMENT = "MemorySegmentImpl";

    private static final Set<String> WITH_ARRAY =
            Set.of("java/nio/ByteBuffer", "java/nio/MappedByteBuffer", "java/nio/HeapByteBuffer", "java/nio/Buffer");

    /** Doors to the array or the address, of whatever class. */
    private static final Set<String> BASE_DOORS =
            Set.of("getBufferBase", "getBufferArray", "bufferBase", "unsafeGetBase", "unsafeGetOffset", "heapBase");

    /** The same of buffers and segments alone. */
    private static final Set<String> OWN_BASE_DOORS = Set.of("base", "min", "address");

    private static final Set<String> ADDRESS_DOORS = Set.of("getBufferAddress", "bufferAddress", "toRawLongValue");

    /** They fill a buffer, and their one caller carries the hook. */
    private static final Set<String> INNER = Set.of(
            "javax/crypto/CipherSpi.engineUpdate",
            "javax/crypto/CipherSpi.engineDoFinal",
            "java/nio/charset/CharsetEncoder.encodeLoop",
            "sun/nio/ch/Util.erase");

    /** How methods of Unsafe begin that store nothing into memory that is in use. */
    private static final String[] READS = {
        "<",
        "get",
        "is",
        "array",
        "allocate",
        "free",
        "object",
        "static",
        "page",
        "address",
        "park",
        "unpark",
        "throw",
        "ensure",
        "should",
        "define",
        "invoke",
        "unaligned",
        "load",
        "writeback",
        "dataCache",
        "beforeMemoryAccess"
    };

    private final SortedSet<String> to;
    private String owner;

    private Findings(SortedSet<String> to) {
        super(Opcodes.ASM9);
        this.to = to;
    }

    /** Adds the findings in the class file at the start of {@code bytes}. */
    static void of(byte[] bytes, int length, SortedSet<String> to) {
        new ClassReader(bytes, 0, length).accept(new Findings(to), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        owner = name;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        String parameters = descriptor.substring(0, descriptor.indexOf(')') + 1);
        String method = owner.replace('/', '.') + "." + withoutNumber(name) + parameters;
        if ((access & Opcodes.ACC_NATIVE) != 0) {
            if (isGivenMemory(parameters)) {
                to.add(method + " native");
            }
            return null;
        }
        return new Code(method, name);
    }

    private static String withoutNumber(String name) {
        boolean numbered = name.startsWith("lambda$") || name.startsWith("access$");
        return numbered ? name.substring(0, name.lastIndexOf('$') + 1) : name;
    }

    private static boolean isGivenMemory(String parameters) {
        return parameters.contains("Ljava/nio/") && parameters.contains("Buffer;")
                || parameters.contains("/foreign/MemorySegment;");
    }

    private static boolean onlyReads(String unsafeMethod) {
        for (String prefix : READS) {
            if (unsafeMethod.startsWith(prefix) && !unsafeMethod.startsWith("getAnd")) {
                return true;
            }
        }
        return unsafeMethod.endsWith("Fence") || unsafeMethod.contains("Reference") || unsafeMethod.contains("Object");
    }

    /** One method's code. */
    private final class Code extends MethodVisitor {
        private final String method;
        private final String name;
        private boolean takesArrayField;
        private boolean usesArray;
        private boolean computesAddress;
        private boolean passesLong;

        Code(String method, String name) {
            super(Opcodes.ASM9);
            this.method = method;
            this.name = name;
        }

        @Override
        public void visitFieldInsn(int opcode, String type, String name, String descriptor) {
            if (opcode != Opcodes.GETFIELD) {
                return;
            }
            if (name.equals("hb") && descriptor.equals("[B")) {
                takesArrayField = true;
            } else if (name.equals("address") && type.startsWith(BUFFERS)) {
                computesAddress = true;
            } else if (name.equals("base") && type.contains(SEGMENT)) {
                found("base");
            }
        }

        @Override
        public void visitInsn(int opcode) {
            usesArray |= opcode == Opcodes.BASTORE;
        }

        @Override
        public void visitMethodInsn(int opcode, String type, String name, String descriptor, boolean isInterface) {
            called(type, name, descriptor);
        }

        @Override
        public void visitLdcInsn(Object value) {
            if ("hb".equals(value)) {
                found("\"hb\"");
            } else if (value instanceof Handle) {
                called((Handle) value);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            for (Object argument : arguments) {
                if (argument instanceof Handle) {
                    called((Handle) argument);
                }
            }
        }

        private void called(Handle handle) {
            called(handle.getOwner(), handle.getName(), handle.getDesc());
        }

        private void called(String type, String name, String descriptor) {
            if (type.equals(SCOPED_ACCESS)) {
                String hooked = name.replaceFirst("(Scoped)?(Internal)?$", "");
                if (!hooked.equals(name) && !(owner.equals(SCOPED_ACCESS) && hooked.equals(this.name))) {
                    found("ScopedMemoryAccess." + name);
                }
                return; // arrays and addresses go to the hooked methods
            }
            if (INNER.contains(type + "." + name) && descriptor.contains("Ljava/nio/ByteBuffer;)")) {
                found(type.substring(type.lastIndexOf('/') + 1) + "." + name);
            }
            if (type.startsWith(BUFFERS) && (name.equals("ix") || name.equals("byteOffset"))) {
                computesAddress = true;
                return;
            }
            stores(type, name);
            takes(type, name);
            int end = descriptor.indexOf(')');
            usesArray |= descriptor.lastIndexOf("[B", end) >= 0
                    || type.equals("java/lang/System") && name.equals("arraycopy");
            passesLong |= descriptor.lastIndexOf('J', end) >= 0 && !name.equals("<init>");
        }

        private void stores(String type, String name) {
            if (UNSAFE.contains(type)) {
                if (!type.equals(owner) && !onlyReads(name)) {
                    found("Unsafe." + name);
                }
            } else if (type.equals(VECTORS) && (name.startsWith("store") || name.startsWith("scatter"))) {
                found("VectorSupport." + name);
            } else if (name.startsWith("downcallHandle")) {
                found("downcall");
            }
        }

        private void takes(String type, String name) {
            if (name.equals("array") && WITH_ARRAY.contains(type)) {
                found("array()");
            } else if (BASE_DOORS.contains(name)
                    || OWN_BASE_DOORS.contains(name) && (type.startsWith(BUFFERS) || type.contains(SEGMENT))) {
                found("base");
            } else if (ADDRESS_DOORS.contains(name)
                    || name.equals("address")
                            && (type.equals("sun/nio/ch/DirectBuffer") || type.contains("/foreign/"))) {
                found("address()");
            }
        }

        private void found(String what) {
            to.add(method + " " + what);
        }

        @Override
        public void visitEnd() {
            if (takesArrayField && usesArray) {
                found("hb");
            }
            if (computesAddress && passesLong) {
                found("address");
            }
        }
    }
}
