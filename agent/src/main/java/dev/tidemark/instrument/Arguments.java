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
        void emit(MethodVisitor code, int operand) {
            stored(code, 2, 3, operand);
        }
    },
    /** {@code (srcScope, dstScope, srcBase, srcOffset, dstBase, dstOffset, bytes…)}. */
    SCOPED_COPY {
        @Override
        void emit(MethodVisitor code, int operand) {
            storedRange(code, 6, 7, 9);
        }
    },
    /** {@code (scope, base, offset, bytes, value)}. */
    SCOPED_FILL {
        @Override
        void emit(MethodVisitor code, int operand) {
            storedRange(code, 2, 3, 5);
        }
    },
    /** static {@code (vectorClass, laneType, lanes, vector, buffer, index, …)}. */
    VECTOR_TO_BUFFER {
        @Override
        void emit(MethodVisitor code, int operand) {
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
        void emit(MethodVisitor code, int operand) {
            vectorToSegment(code, 1, 2, 4, 5);
        }
    },
    /** static {@code (vectorClass, maskClass, laneType, lanes, vector, mask, segment, offset, …)}. */
    MASKED_VECTOR_TO_SEGMENT {
        @Override
        void emit(MethodVisitor code, int operand) {
            vectorToSegment(code, 2, 3, 6, 7);
        }
    },
    /** static {@code (buffer, index, value)}. */
    BUFFER_VALUE {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitVarInsn(Opcodes.ILOAD, 1);
            push(code, operand);
            hook(code, "storedBuffer", "(Ljava/nio/ByteBuffer;II)V");
        }
    },
    /** {@code (base, offset, value…)}. */
    UNSAFE_VALUE {
        @Override
        void emit(MethodVisitor code, int operand) {
            stored(code, 1, 2, operand);
        }
    },
    /** {@code (address, value)}. */
    UNSAFE_ADDRESS_VALUE {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitVarInsn(Opcodes.LLOAD, 1);
            push(code, operand);
            code.visitInsn(Opcodes.I2L);
            hook(code, "stored", STORED);
        }
    },
    /** {@code (base, offset, bytes, value)}. */
    UNSAFE_FILL {
        @Override
        void emit(MethodVisitor code, int operand) {
            storedRange(code, 1, 2, 4);
        }
    },
    /** {@code (address, bytes, value)}. */
    UNSAFE_ADDRESS_FILL {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitVarInsn(Opcodes.LLOAD, 1);
            code.visitVarInsn(Opcodes.LLOAD, 3);
            hook(code, "stored", STORED);
        }
    },
    /** {@code (srcBase, srcOffset, dstBase, dstOffset, bytes)}. */
    UNSAFE_COPY {
        @Override
        void emit(MethodVisitor code, int operand) {
            storedRange(code, 4, 5, 7);
        }
    },
    /** {@code (srcAddress, dstAddress, bytes)}. */
    UNSAFE_ADDRESS_COPY {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.ACONST_NULL);
            code.visitVarInsn(Opcodes.LLOAD, 3);
            code.visitVarInsn(Opcodes.LLOAD, 5);
            hook(code, "stored", STORED);
        }
    },
    /** static {@code (fd, buffer, position, directIO, …)}, the number of bytes read on the operand stack. */
    READ_COUNT {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.DUP);
            code.visitInsn(Opcodes.I2L);
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitVarInsn(Opcodes.ILOAD, 4);
            hook(code, "received", RECEIVED);
        }

        @Override
        void emitFailed(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.LCONST_0);
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitInsn(Opcodes.ICONST_1);
            hook(code, "received", RECEIVED);
        }
    },
    /** static {@code (fd, buffers, offset, length, directIO, …)}, the number of bytes read on the operand stack. */
    SCATTER_COUNT {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.DUP2);
            scattered(code, false);
        }

        @Override
        void emitFailed(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.LCONST_0);
            scattered(code, true);
        }
    },
    /** {@code (buffer, …)}, the number of bytes received on the operand stack. */
    RECEIVE_COUNT {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.DUP);
            code.visitInsn(Opcodes.I2L);
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitInsn(Opcodes.ICONST_0);
            hook(code, "received", RECEIVED);
        }

        @Override
        void emitFailed(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.LCONST_0);
            code.visitVarInsn(Opcodes.ALOAD, 1);
            code.visitInsn(Opcodes.ICONST_1);
            hook(code, "received", RECEIVED);
        }
    },
    /** A method whose first argument is the buffer it fills; the operand is the local with the position at its start. */
    FILLS_FIRST {
        @Override
        void emit(MethodVisitor code, int operand) {
            filled(code, 1, operand, "filled");
        }

        @Override
        void emitFailed(MethodVisitor code, int operand) {
            filled(code, 1, operand, "fillFailed");
        }
    },
    /** As {@link #FILLS_FIRST}, with the second argument. */
    FILLS_SECOND {
        @Override
        void emit(MethodVisitor code, int operand) {
            filled(code, 2, operand, "filled");
        }

        @Override
        void emitFailed(MethodVisitor code, int operand) {
            filled(code, 2, operand, "fillFailed");
        }
    },
    /** As {@link #FILLS_SECOND}, for ciphers. */
    CIPHER_OUTPUT {
        @Override
        void emit(MethodVisitor code, int operand) {
            filled(code, 2, operand, "filled");
        }

        @Override
        void emitFailed(MethodVisitor code, int operand) {
            filled(code, 2, operand, "cipherFailed");
        }
    },
    /** The array and index on the operand stack; see {@link Edit#BYTE_STORE} and {@link Edit#ARRAY_COPY}. */
    ON_STACK {
        @Override
        void emit(MethodVisitor code, int operand) {
            hook(code, "storedElements", "([BII)V");
        }
    },
    /** The buffer that is about to be returned. */
    RETURNED_BUFFER {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.DUP);
            hook(code, "allocated", "(Ljava/nio/ByteBuffer;)V");
        }
    },
    /** The array that is about to be returned. */
    RETURNED_ARRAY {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.DUP);
            hook(code, "arrayTaken", "(Ljava/lang/Object;)V");
        }
    },
    /** The {@code Optional} with an array that is about to be returned. */
    RETURNED_HEAP_BASE {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitInsn(Opcodes.DUP);
            hook(code, "heapBaseTaken", "(Ljava/util/Optional;)V");
        }
    },
    /** static {@code (array, …)}. */
    ARRAY_ARGUMENT {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            hook(code, "arrayTaken", "(Ljava/lang/Object;)V");
        }
    },
    /** Nothing. */
    MBEAN_SERVER {
        @Override
        void emit(MethodVisitor code, int operand) {
            hook(code, "mbeanServerAsked", "()V");
        }
    },
    /** {@code (address…)} of memory of unknown size. */
    FREED_ADDRESS {
        @Override
        void emit(MethodVisitor code, int operand) {
            code.visitVarInsn(Opcodes.LLOAD, 1);
            code.visitInsn(Opcodes.LCONST_1);
            hook(code, "freeing", FREEING);
        }
    },
    /** The fields {@code address} and {@code size} of a direct buffer's deallocator. */
    DEALLOCATOR {
        @Override
        void emit(MethodVisitor code, int operand) {
            freedFields(code, "java/nio/DirectByteBuffer$Deallocator");
        }
    },
    /** The fields {@code address} and {@code size} of a mapping's unmapper. */
    UNMAPPER {
        @Override
        void emit(MethodVisitor code, int operand) {
            freedFields(code, "sun/nio/ch/FileChannelImpl$Unmapper");
        }
    };

    static final String HOOKS = "dev/tidemark/boot/Hooks";

    private static final String STORED = "(Ljava/lang/Object;JJ)V";
    private static final String FREEING = "(JJ)V";
    private static final String RECEIVED = "(JLjava/nio/ByteBuffer;Z)V";
    private static final String SEGMENT = "jdk/internal/foreign/AbstractMemorySegmentImpl";

    /**
     * Emits the call. Needs up to {@value HookRewriter#EXTRA_STACK} operand stack slots on top of what is there.
     *
     * @param operand {@link Hook#bytes}, the size of the value stored, unless the constant says otherwise
     */
    abstract void emit(MethodVisitor code, int operand);

    /** Emits the call for a store that threw: the operand stack holds the exception and nothing else. */
    void emitFailed(MethodVisitor code, int operand) {
        emit(code, operand);
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

    private static void push(MethodVisitor code, int bytes) {
        code.visitIntInsn(Opcodes.BIPUSH, bytes);
    }

    private static void hook(MethodVisitor code, String name, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
    }
}
