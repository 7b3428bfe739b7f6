package dev.tidemark.instrument;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a hook is told: which of the method's own arguments, by local variable slot, name the bytes that were stored. Slots are
 * counted the JVM's way: {@code this} is 0, a long takes two.
 *
 * <p>No constant has a body: each would be a class that every start of a JVM loads.
 */
enum Arguments {
    /** {@code (scope, base, offset, value…)}. */
    SCOPED_VALUE,
    /** {@code (srcScope, dstScope, srcBase, srcOffset, dstBase, dstOffset, bytes…)}. */
    SCOPED_COPY,
    /** {@code (scope, base, offset, bytes, value)}. */
    SCOPED_FILL,
    /** static {@code (vectorClass, laneType, lanes, vector, buffer, index, …)}. */
    VECTOR_TO_BUFFER,
    /** static {@code (vectorClass, laneType, lanes, vector, segment, offset, …)}. */
    VECTOR_TO_SEGMENT,
    /** static {@code (vectorClass, maskClass, laneType, lanes, vector, mask, segment, offset, …)}. */
    MASKED_VECTOR_TO_SEGMENT,
    /** static {@code (buffer, index, value)}. */
    BUFFER_VALUE,
    /** {@code (base, offset, value…)}. */
    UNSAFE_VALUE,
    /** {@code (address, value)}. */
    UNSAFE_ADDRESS_VALUE,
    /** {@code (base, offset, bytes, value)}. */
    UNSAFE_FILL,
    /** {@code (address, bytes, value)}. */
    UNSAFE_ADDRESS_FILL,
    /** {@code (srcBase, srcOffset, dstBase, dstOffset, bytes)}. */
    UNSAFE_COPY,
    /** {@code (srcAddress, dstAddress, bytes)}. */
    UNSAFE_ADDRESS_COPY,
    /** static {@code (fd, buffer, position, directIO, …)}, the number of bytes read on the operand stack. */
    READ_COUNT,
    /** static {@code (fd, buffers, offset, length, directIO, …)}, the number of bytes read on the operand stack. */
    SCATTER_COUNT,
    /** {@code (buffer, …)}, the number of bytes received on the operand stack. */
    RECEIVE_COUNT,
    /** {@code (fd, result, buffer, …)}: a notification is received into the buffer too, and counted as nothing. */
    SCTP_RECEIVE,
    /** A method whose first argument is the buffer it fills; the operand is the local with the position at its start. */
    FILLS_FIRST,
    /** As {@link #FILLS_FIRST}, with the second argument. */
    FILLS_SECOND,
    /** As {@link #FILLS_SECOND}, for ciphers. */
    CIPHER_OUTPUT,
    /** The array and index on the operand stack; see {@link Edit#BYTE_STORE} and {@link Edit#ARRAY_COPY}. */
    ON_STACK,
    /** The buffer that is about to be returned. */
    RETURNED_BUFFER,
    /** The array that is about to be returned. */
    RETURNED_ARRAY,
    /** The {@code Optional} with an array that is about to be returned. */
    RETURNED_HEAP_BASE,
    /** static {@code (array, …)}. */
    ARRAY_ARGUMENT,
    /** Nothing. */
    MBEAN_SERVER,
    /** {@code (address…)} of memory of unknown size. */
    FREED_ADDRESS,
    /** The fields {@code address} and {@code size} of a direct buffer's deallocator. */
    DEALLOCATOR,
    /** The fields {@code address}, {@code size} and {@code pagePosition} of a mapping's unmapper. */
    UNMAPPER,
    /** {@code (mode, position, size, protection, …)} of a file channel; on return, what knows the address is on the stack. */
    MAPPING,
    /** The open file in local variable {@code operand} is written. */
    FILE_WRITTEN("writing", "wrote", "(" + Files.DESCRIPTOR + ")V", "A$"),
    /** {@code (file, address, length, position)}. */
    FILE_WRITTEN_AT("writingAt", "wroteAt", "(" + Files.DESCRIPTOR + "IJ)V", "A1", "I4", "L5"),
    /** {@code (file, newSize)}. */
    FILE_RESIZED("resizing", "resized", "(" + Files.DESCRIPTOR + "J)V", "A1", "L2"),
    /** A method of a stream, which writes its file. */
    STREAM_WRITTEN("writing", "wrote", "(" + Files.DESCRIPTOR + ")V", "fd of java/io/FileOutputStream"),
    /** {@code (path, append)} of a stream. */
    STREAM_OPENED("openingStream", "openedStream", "(Ljava/lang/String;Z)V", "A1", "I2"),
    /** A method of a random-access file, which writes it. */
    RANDOM_WRITTEN("writing", "wrote", "(" + Files.DESCRIPTOR + ")V", "fd of " + Files.RANDOM),
    /** {@code (newLength)} of a random-access file. */
    RANDOM_RESIZED("resizing", "resized", "(" + Files.DESCRIPTOR + "J)V", "fd of " + Files.RANDOM, "L1"),
    /** static {@code (path, flags, mode)}. */
    PATH_OPENED("opening", "opened", "(Ljava/nio/file/Path;II)V", "A0", "I1", "O_TRUNC"),
    /** static {@code (directory, path, flags, mode)}. */
    PATH_OPENED_IN("openingIn", "openedIn", "(II)V", "I2", "O_TRUNC"),
    /** static {@code (segment)}, which is native and goes to native code. */
    SEGMENT_PASSED,
    /** A native segment. */
    SEGMENT_ADDRESS,
    /** The number of the incubator's native address, on the operand stack; its segment, if it has one, has the bounds. */
    ADDRESS_NUMBER,
    /** Nothing: native code is bound. */
    NATIVE_BOUND,
    /** static {@code (allowHeapAccess)}. */
    NATIVE_BOUND_CRITICAL,
    /** {@code (fromClass, name, …)}. */
    LIBRARY;

    static final String BOOT = "dev/tidemark/boot/";
    static final String HOOKS = BOOT + "Hooks";
    static final String FILE_HOOKS = BOOT + "FileHooks";
    static final String NATIVE_HOOKS = BOOT + "NativeHooks";

    private static final String STORED = "(Ljava/lang/Object;JJ)V";
    private static final String FREEING = "(JJ)V";
    private static final String RECEIVED = "(JLjava/nio/ByteBuffer;Z)V";
    private static final String SEGMENT = "jdk/internal/foreign/AbstractMemorySegmentImpl";

    /** Of {@link #FILE_HOOKS}; null where {@link #emit} knows what to do. */
    private final String before;

    private final String after;
    private final String descriptor;

    /**
     * What both calls are told: {@code A1}, {@code I2}, {@code L3} is the reference, int or long in that local variable, {@code A$}
     * the reference in the one that the operand names, {@code fd of …} the file that {@code this} has open, {@code O_TRUNC} the
     * flag of an open call that truncates.
     */
    private final String[] loads;

    Arguments() {
        this(null, null, null);
    }

    Arguments(String before, String after, String descriptor, String... loads) {
        this.before = before;
        this.after = after;
        this.descriptor = descriptor;
        this.loads = loads;
    }

    /**
     * Emits the call. Needs up to {@value HookRewriter#EXTRA_STACK} operand stack slots on top of what is there.
     *
     * @param operand {@link Hook#bytes}, the size of the value stored, unless the constant says otherwise
     */
    void emit(MethodVisitor code, int operand) {
        switch (this) {
            case SCOPED_VALUE -> stored(code, 2, 3, operand);
            case SCOPED_COPY -> storedRange(code, 6, 7, 9);
            case SCOPED_FILL -> storedRange(code, 2, 3, 5);
            case VECTOR_TO_BUFFER -> {
                code.visitVarInsn(Opcodes.ALOAD, 1);
                code.visitVarInsn(Opcodes.ILOAD, 2);
                code.visitVarInsn(Opcodes.ALOAD, 4);
                code.visitVarInsn(Opcodes.ILOAD, 5);
                hook(code, "storedVector", "(Ljava/lang/Class;ILjava/nio/ByteBuffer;I)V");
            }
            case VECTOR_TO_SEGMENT -> vectorToSegment(code, 1, 2, 4, 5);
            case MASKED_VECTOR_TO_SEGMENT -> vectorToSegment(code, 2, 3, 6, 7);
            case BUFFER_VALUE -> {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitVarInsn(Opcodes.ILOAD, 1);
                push(code, operand);
                hook(code, "storedBuffer", "(Ljava/nio/ByteBuffer;II)V");
            }
            case UNSAFE_VALUE -> stored(code, 1, 2, operand);
            case UNSAFE_ADDRESS_VALUE -> {
                code.visitInsn(Opcodes.ACONST_NULL);
                code.visitVarInsn(Opcodes.LLOAD, 1);
                push(code, operand);
                code.visitInsn(Opcodes.I2L);
                hook(code, "stored", STORED);
            }
            case UNSAFE_FILL -> storedRange(code, 1, 2, 4);
            case UNSAFE_ADDRESS_FILL -> {
                code.visitInsn(Opcodes.ACONST_NULL);
                code.visitVarInsn(Opcodes.LLOAD, 1);
                code.visitVarInsn(Opcodes.LLOAD, 3);
                hook(code, "stored", STORED);
            }
            case UNSAFE_COPY -> storedRange(code, 4, 5, 7);
            case UNSAFE_ADDRESS_COPY -> {
                code.visitInsn(Opcodes.ACONST_NULL);
                code.visitVarInsn(Opcodes.LLOAD, 3);
                code.visitVarInsn(Opcodes.LLOAD, 5);
                hook(code, "stored", STORED);
            }
            case READ_COUNT -> {
                code.visitInsn(Opcodes.DUP);
                code.visitInsn(Opcodes.I2L);
                code.visitVarInsn(Opcodes.ALOAD, 1);
                code.visitVarInsn(Opcodes.ILOAD, 4);
                hook(code, "received", RECEIVED);
            }
            case SCATTER_COUNT -> {
                code.visitInsn(Opcodes.DUP2);
                scattered(code, false);
            }
            case RECEIVE_COUNT -> {
                code.visitInsn(Opcodes.DUP);
                code.visitInsn(Opcodes.I2L);
                code.visitVarInsn(Opcodes.ALOAD, 1);
                code.visitInsn(Opcodes.ICONST_0);
                hook(code, "received", RECEIVED);
            }
            case SCTP_RECEIVE -> {
                code.visitInsn(Opcodes.LCONST_0);
                code.visitVarInsn(Opcodes.ALOAD, 3);
                code.visitInsn(Opcodes.ICONST_1);
                hook(code, "received", RECEIVED);
            }
            case FILLS_FIRST -> filled(code, 1, operand, "filled");
            case FILLS_SECOND, CIPHER_OUTPUT -> filled(code, 2, operand, "filled");
            case ON_STACK -> hook(code, "storedElements", "([BII)V");
            case RETURNED_BUFFER -> {
                code.visitInsn(Opcodes.DUP);
                hook(code, "allocated", "(Ljava/nio/ByteBuffer;)V");
            }
            case RETURNED_ARRAY -> {
                code.visitInsn(Opcodes.DUP);
                hook(code, "arrayTaken", "(Ljava/lang/Object;)V");
            }
            case RETURNED_HEAP_BASE -> {
                code.visitInsn(Opcodes.DUP);
                hook(code, "heapBaseTaken", "(Ljava/util/Optional;)V");
            }
            case ARRAY_ARGUMENT -> {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                hook(code, "arrayTaken", "(Ljava/lang/Object;)V");
            }
            case MBEAN_SERVER -> hook(code, "mbeanServerAsked", "()V");
            case FREED_ADDRESS -> {
                code.visitVarInsn(Opcodes.LLOAD, 1);
                code.visitInsn(Opcodes.LCONST_1);
                hook(code, "freeing", FREEING);
            }
            case DEALLOCATOR -> freedFields(code, "java/nio/DirectByteBuffer$Deallocator");
            case UNMAPPER -> {
                String owner = "sun/nio/ch/FileChannelImpl$Unmapper";
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitFieldInsn(Opcodes.GETFIELD, owner, "address", "J");
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitFieldInsn(Opcodes.GETFIELD, owner, "size", "J");
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitFieldInsn(Opcodes.GETFIELD, owner, "pagePosition", "I");
                call(code, FILE_HOOKS, "unmapping", "(JJI)V");
            }
            case MAPPING -> {
                code.visitInsn(Opcodes.DUP);
                file(code, "sun/nio/ch/FileChannelImpl");
                mappedRange(code);
                call(code, FILE_HOOKS, "mapped", "(Ljava/lang/Object;" + Files.DESCRIPTOR + "JJI)V");
            }
            case SEGMENT_PASSED -> {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitTypeInsn(Opcodes.CHECKCAST, SEGMENT);
                code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, SEGMENT, "unsafeGetOffset", "()J", false);
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitTypeInsn(Opcodes.CHECKCAST, SEGMENT);
                code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, SEGMENT, "byteSize", "()J", false);
                call(code, NATIVE_HOOKS, "passed", "(JJ)V");
            }
            case SEGMENT_ADDRESS -> {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, SEGMENT, "unsafeGetOffset", "()J", false);
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, SEGMENT, "byteSize", "()J", false);
                call(code, NATIVE_HOOKS, "addressTaken", "(JJ)V");
            }
            case ADDRESS_NUMBER -> {
                code.visitInsn(Opcodes.DUP2);
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitFieldInsn(
                        Opcodes.GETFIELD, "jdk/internal/foreign/MemoryAddressImpl", "segment", "L" + SEGMENT + ";");
                call(code, NATIVE_HOOKS, "numberTaken", "(JLjava/lang/Object;)V");
            }
            case NATIVE_BOUND -> call(code, NATIVE_HOOKS, "bound", "()V");
            case NATIVE_BOUND_CRITICAL -> {
                code.visitVarInsn(Opcodes.ILOAD, 0);
                call(code, NATIVE_HOOKS, "boundCritical", "(Z)V");
            }
            case LIBRARY -> {
                code.visitVarInsn(Opcodes.ALOAD, 1);
                code.visitVarInsn(Opcodes.ALOAD, 2);
                call(code, NATIVE_HOOKS, "libraryLoading", "(Ljava/lang/Class;Ljava/lang/String;)V");
            }
            default -> emitLoaded(code, operand, after);
        }
    }

    /** Emits what comes first, for {@link Edit#AROUND}. */
    void emitBefore(MethodVisitor code, int operand) {
        if (this == MAPPING) {
            file(code, "sun/nio/ch/FileChannelImpl");
            mappedRange(code);
            call(code, FILE_HOOKS, "mapping", "(" + Files.DESCRIPTOR + "JJI)V");
        } else {
            emitLoaded(code, operand, before);
        }
    }

    /**
     * Emits a whole body, for a method that is native in this JDK: the same as the native code, call by call; none of them virtual,
     * because subclasses override these methods.
     */
    void emitInPlaceOfNative(MethodVisitor code) {
        if (this != RANDOM_RESIZED) {
            throw new UnsupportedOperationException(name());
        }
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, Files.RANDOM, "getFilePointer", "()J", false);
        code.visitVarInsn(Opcodes.LSTORE, 3);
        file(code, Files.RANDOM);
        code.visitVarInsn(Opcodes.LLOAD, 1);
        call(code, FILE_HOOKS, "resize", "(" + Files.DESCRIPTOR + "J)V");
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.LLOAD, 3);
        code.visitVarInsn(Opcodes.LLOAD, 1);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(JJ)J", false);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, Files.RANDOM, "seek", "(J)V", false);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(5, 5);
    }

    /** Emits the call for a store that threw: the operand stack holds the exception and nothing else. */
    void emitFailed(MethodVisitor code, int operand) {
        switch (this) {
            case SCATTER_COUNT -> {
                code.visitInsn(Opcodes.LCONST_0);
                scattered(code, true);
            }
            case READ_COUNT, RECEIVE_COUNT -> {
                code.visitInsn(Opcodes.LCONST_0);
                code.visitVarInsn(Opcodes.ALOAD, 1);
                code.visitInsn(Opcodes.ICONST_1);
                hook(code, "received", RECEIVED);
            }
            case FILLS_FIRST -> filled(code, 1, operand, "fillFailed");
            case FILLS_SECOND -> filled(code, 2, operand, "fillFailed");
            case CIPHER_OUTPUT -> filled(code, 2, operand, "cipherFailed");
            case MAPPING -> code.visitInsn(Opcodes.NOP); // nothing was mapped
            default -> emit(code, operand);
        }
    }

    private void emitLoaded(MethodVisitor code, int operand, String hook) {
        for (String what : loads) {
            load(code, what, operand);
        }
        call(code, FILE_HOOKS, hook, descriptor);
    }

    private static void filled(MethodVisitor code, int buffer, int position, String hook) {
        code.visitVarInsn(Opcodes.ALOAD, buffer);
        code.visitVarInsn(Opcodes.ILOAD, position);
        hook(code, hook, "(Ljava/nio/ByteBuffer;I)V");
    }

    private static void scattered(MethodVisitor code, boolean everything) {
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitVarInsn(Opcodes.ILOAD, 2);
        code.visitVarInsn(Opcodes.ILOAD, 3);
        if (everything) {
            code.visitInsn(Opcodes.ICONST_1);
        } else {
            code.visitVarInsn(Opcodes.ILOAD, 4);
        }
        hook(code, "scattered", "(J[Ljava/nio/ByteBuffer;IIZ)V");
    }

    private static void stored(MethodVisitor code, int base, int offset, int bytes) {
        code.visitVarInsn(Opcodes.ALOAD, base);
        code.visitVarInsn(Opcodes.LLOAD, offset);
        push(code, bytes);
        code.visitInsn(Opcodes.I2L);
        hook(code, "stored", STORED);
    }

    private static void storedRange(MethodVisitor code, int base, int offset, int bytes) {
        code.visitVarInsn(Opcodes.ALOAD, base);
        code.visitVarInsn(Opcodes.LLOAD, offset);
        code.visitVarInsn(Opcodes.LLOAD, bytes);
        hook(code, "stored", STORED);
    }

    private static void vectorToSegment(MethodVisitor code, int laneType, int lanes, int segment, int offset) {
        code.visitVarInsn(Opcodes.ALOAD, segment);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, SEGMENT, "unsafeGetBase", "()Ljava/lang/Object;", false);
        code.visitVarInsn(Opcodes.ALOAD, segment);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, SEGMENT, "unsafeGetOffset", "()J", false);
        code.visitVarInsn(Opcodes.LLOAD, offset);
        code.visitInsn(Opcodes.LADD);
        code.visitVarInsn(Opcodes.ALOAD, laneType);
        code.visitVarInsn(Opcodes.ILOAD, lanes);
        hook(code, "vectorBytes", "(Ljava/lang/Class;I)J");
        hook(code, "stored", STORED);
    }

    private static void freedFields(MethodVisitor code, String owner) {
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, owner, "address", "J");
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, owner, "size", "J");
        hook(code, "freeing", FREEING);
    }

    /** The descriptor of the file that {@code this} has open. */
    private static void file(MethodVisitor code, String owner) {
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitFieldInsn(Opcodes.GETFIELD, owner, "fd", Files.DESCRIPTOR);
    }

    /** The arguments position, size and protection of {@link #MAPPING}. */
    private static void mappedRange(MethodVisitor code) {
        code.visitVarInsn(Opcodes.LLOAD, 2);
        code.visitVarInsn(Opcodes.LLOAD, 4);
        code.visitVarInsn(Opcodes.ILOAD, 6);
    }

    private static void load(MethodVisitor code, String what, int operand) {
        if (what.startsWith("fd of ")) {
            file(code, what.substring(6));
        } else if (what.equals("O_TRUNC")) {
            code.visitFieldInsn(Opcodes.GETSTATIC, "sun/nio/fs/UnixConstants", what, "I");
        } else {
            int local = what.charAt(1) == '$' ? operand : what.charAt(1) - '0';
            char type = what.charAt(0);
            code.visitVarInsn(type == 'A' ? Opcodes.ALOAD : type == 'I' ? Opcodes.ILOAD : Opcodes.LLOAD, local);
        }
    }

    private static void push(MethodVisitor code, int bytes) {
        code.visitIntInsn(Opcodes.BIPUSH, bytes);
    }

    private static void hook(MethodVisitor code, String name, String descriptor) {
        call(code, HOOKS, name, descriptor);
    }

    private static void call(MethodVisitor code, String owner, String name, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }

    /** Names for the constructor calls above, which may not use the enum's own. */
    private static final class Files {
        static final String DESCRIPTOR = "Ljava/io/FileDescriptor;";
        static final String RANDOM = "java/io/RandomAccessFile";
    }
}
