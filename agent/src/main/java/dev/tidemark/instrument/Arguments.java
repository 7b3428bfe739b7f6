package dev.tidemark.instrument;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a hook is told: which of the method's own arguments, by local variable slot, name the bytes that were stored. Slots are
 * counted the JVM's way: {@code this} is 0, a long takes two.
 */
enum Arguments {
    /** {@code (scope, base, offset, value…)}. */
    SCOPED_VALUE {
        @Override
        void emit(MethodVisitor code, int bytes) {
            stored(code, 2, 3, bytes);
        }
    },
    /** {@code (srcScope, dstScope, srcBase, srcOffset, dstBase, dstOffset, bytes…)}. */
    SCOPED_COPY {
        @Override
        void emit(MethodVisitor code, int bytes) {
            storedRange(code, 6, 7, 9);
        }
    },
    /** {@code (scope, base, offset, bytes, value)}. */
    SCOPED_FILL {
        @Override
        void emit(MethodVisitor code, int bytes) {
            storedRange(code, 2, 3, 5);
        }
    },
    /** static {@code (vectorClass, laneType, lanes, vector, buffer, index, …)}. */
    VECTOR_TO_BUFFER {
        @Override
        void emit(MethodVisitor code, int bytes) {
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitVarInsn(Opcodes.ILOAD, 2);
            code.visitVarInsn(Opcodes.ALOAD, 4);
            code.visitVarInsn(Opcodes.ILOAD, 5);
            hook(code, "storedVector", "(Ljava/lang/Class;ILjava/nio/ByteBuffer;I)V");
        }
    },
    /** static {@code (vectorClass, laneType, lanes, vector, segment, offset, …)}. */
    VECTOR_TO_SEGMENT {
        @Override
        void emit(MethodVisitor code, int bytes) {
            vectorToSegment(code, 1, 2, 4, 5);
        }
    },
    /** static {@code (vectorClass, maskClass, laneType, lanes, vector, mask, segment, offset, …)}. */
    MASKED_VECTOR_TO_SEGMENT {
        @Override
        void emit(MethodVisitor code, int bytes) {
            vectorToSegment(code, 2, 3, 6, 7);
        }
    },
    /** static {@code (buffer, index, value)}. */
    BUFFER_VALUE {
        @Override
        void emit(MethodVisitor code, int bytes) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitVarInsn(Opcodes.ILOAD, 1);
            push(code, bytes);
            hook(code, "storedBuffer", "(Ljava/nio/ByteBuffer;II)V");
        }
    },
    /** {@code (base, offset, value…)}. */
    UNSAFE_VALUE {
        @Override
        void emit(MethodVisitor code, int bytes) {
            stored(code, 1, 2, bytes);
        }
    },
    /** {@code (address, value)}. */
    UNSAFE_ADDRESS_VALUE {
        @Override
        void emit(MethodVisitor code, int bytes) {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitVarInsn(Opcodes.LLOAD, 1);
            push(code, bytes);
            code.visitInsn(Opcodes.I2L);
            hook(code, "stored", STORED);
        }
    },
    /** {@code (base, offset, bytes, value)}. */
    UNSAFE_FILL {
        @Override
        void emit(MethodVisitor code, int bytes) {
            storedRange(code, 1, 2, 4);
        }
    },
    /** {@code (address, bytes, value)}. */
    UNSAFE_ADDRESS_FILL {
        @Override
        void emit(MethodVisitor code, int bytes) {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitVarInsn(Opcodes.LLOAD, 1);
            code.visitVarInsn(Opcodes.LLOAD, 3);
            hook(code, "stored", STORED);
        }
    },
    /** {@code (srcBase, srcOffset, dstBase, dstOffset, bytes)}. */
    UNSAFE_COPY {
        @Override
        void emit(MethodVisitor code, int bytes) {
            storedRange(code, 4, 5, 7);
        }
    },
    /** {@code (srcAddress, dstAddress, bytes)}. */
    UNSAFE_ADDRESS_COPY {
        @Override
        void emit(MethodVisitor code, int bytes) {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitVarInsn(Opcodes.LLOAD, 3);
            code.visitVarInsn(Opcodes.LLOAD, 5);
            hook(code, "stored", STORED);
        }
    },
    /** The array and index on the operand stack; see {@link Edit#BYTE_STORE} and {@link Edit#ARRAY_COPY}. */
    ON_STACK {
        @Override
        void emit(MethodVisitor code, int bytes) {
            hook(code, "storedElements", "([BII)V");
        }
    },
    /** The buffer that is about to be returned. */
    RETURNED_BUFFER {
        @Override
        void emit(MethodVisitor code, int bytes) {
            code.visitInsn(Opcodes.DUP);
            hook(code, "allocated", "(Ljava/nio/ByteBuffer;)V");
        }
    },
    /** {@code (address…)} of memory of unknown size. */
    FREED_ADDRESS {
        @Override
        void emit(MethodVisitor code, int bytes) {
            code.visitVarInsn(Opcodes.LLOAD, 1);
            code.visitInsn(Opcodes.LCONST_1);
            hook(code, "freeing", FREEING);
        }
    },
    /** The fields {@code address} and {@code size} of a direct buffer's deallocator. */
    DEALLOCATOR {
        @Override
        void emit(MethodVisitor code, int bytes) {
            freedFields(code, "java/nio/DirectByteBuffer$Deallocator");
        }
    },
    /** The fields {@code address} and {@code size} of a mapping's unmapper. */
    UNMAPPER {
        @Override
        void emit(MethodVisitor code, int bytes) {
            freedFields(code, "sun/nio/ch/FileChannelImpl$Unmapper");
        }
    };

    static final String HOOKS = "dev/tidemark/boot/Hooks";

    private static final String STORED = "(Ljava/lang/Object;JJ)V";
    private static final String FREEING = "(JJ)V";
    private static final String SEGMENT = "jdk/internal/foreign/AbstractMemorySegmentImpl";

    /** Emits the call. Needs up to {@value HookRewriter#EXTRA_STACK} operand stack slots on top of what is there. */
    abstract void emit(MethodVisitor code, int bytes);

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

    private static void push(MethodVisitor code, int bytes) {
        code.visitIntInsn(Opcodes.BIPUSH, bytes);
    }

    private static void hook(MethodVisitor code, String name, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
    }
}
