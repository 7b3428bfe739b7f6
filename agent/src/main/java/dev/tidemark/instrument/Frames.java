package dev.tidemark.instrument;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Stack frame maps for handlers that know only the method's arguments. */
final class Frames {
    private Frames() {}

    /** The locals at a method's start, in the form that {@code visitFrame} takes. */
    static Object[] argumentTypes(Hook hook, int access) {
        List<Object> types = new ArrayList<>();
        if ((access & Opcodes.ACC_STATIC) == 0) {
            types.add(hook.owner());
        }
        for (Type type : Type.getArgumentTypes(hook.descriptor())) {
            types.add(
                    switch (type.getSort()) {
                        case Type.LONG -> Opcodes.LONG;
                        case Type.FLOAT -> Opcodes.FLOAT;
                        case Type.DOUBLE -> Opcodes.DOUBLE;
                        case Type.OBJECT, Type.ARRAY -> type.getInternalName();
                        default -> Opcodes.INTEGER;
                    });
        }
        return types.toArray();
    }
}
