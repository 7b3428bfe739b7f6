package dev.tidemark.instrument;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Opcodes;

/** Which native methods may get at memory. */
class NativeMethodsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(J)V",
                "(IJ)I",
                "([J)V",
                "(Ljava/nio/ByteBuffer;)V",
                "(Ljava/nio/Buffer;II)J",
                "([Ljava/nio/ByteBuffer;)J",
                "(Ljava/lang/Object;)V",
                "([Ljava/lang/Object;)V",
                "(Ljava/lang/foreign/MemorySegment;)V",
                "(Lcom/acme/Pointer;)V",
                "([[B)V"
            })
    void whatLeadsToAnAddressReaches(String descriptor) {
        assertTrue(NativeMethods.reaches(Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE, descriptor));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "()V",
                "()J",
                "()Ljava/nio/ByteBuffer;",
                "(ZBSCIFD)V",
                "([B)V",
                "([BII[I)I",
                "(Ljava/lang/String;[Ljava/lang/String;)V",
                "(Ljava/lang/Class;)V"
            })
    void whatCarriesNoAddressDoesNot(String descriptor) {
        assertFalse(NativeMethods.reaches(Opcodes.ACC_STATIC | Opcodes.ACC_NATIVE, descriptor));
    }

    @ParameterizedTest
    @ValueSource(strings = {"()V", "(I)I"})
    void anInstanceMayHoldAnAddress(String descriptor) {
        assertTrue(NativeMethods.reaches(Opcodes.ACC_NATIVE, descriptor));
    }
}
