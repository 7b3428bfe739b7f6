package dev.tidemark.instrument;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every JDK method that carries a hook. JDK 17 and 25 were verified method by method; on a release in between, a method that
 * is missing is taken for one that release does not have yet, and one that is there but not in this table is a failure.
 *
 * <ul>
 *   <li>Row 0: where buffers begin and end, and where the platform's MBean server is asked for.
 *   <li>Row 1: {@code ScopedMemoryAccess}, through which go all direct and mapped puts, typed heap puts, {@code
 *       put(ByteBuffer)}, every typed view, buffer-view VarHandles, memory segments, vector stores and heap-destination reads.
 *       Puts of direct buffers that are not views of segments store past it, in a way of their own that tells the buffer too: the JIT can
 *       ask in front of a loop where that lies.
 *   <li>Row 2: heap byte puts and compaction.
 *   <li>Row 3: buffer-view VarHandles of foreign byte order, which store past row 1.
 *   <li>Row 4: {@code sun.misc.Unsafe}.
 *   <li>Row 5: channel reads into direct buffers: file, socket, pipe, asynchronous (which store later, on a thread of their
 *       own) and scattering.
 *   <li>Row 6: datagram receive.
 *   <li>Row 7: zip.
 *   <li>Row 8: ciphers, and TLS engines, which work through them.
 *   <li>Row 9: charset encoders.
 *   <li>Row 10: extended file attributes.
 *   <li>Row 11: the doors to the array of a heap buffer, where whoever passes can write it by plain stores afterwards: {@code
 *       array()}, {@code heapBase()}, and {@code wrap} and {@code ofArray}, which tell that someone has it.
 *   <li>Row 12: SCTP receive; and where memory gets into the hands of native code: pointers passed by the linker or stored in
 *       memory, addresses taken as numbers, and libraries loaded by the application. From then on its writes are not seen.
 *   <li>Row 13: files, which are mapped, and written in other ways than through the mapping. From then on the mapping's content
 *       changes without a store.
 * </ul>
 *
 * None of these methods is a JIT intrinsic; the stores below them are, and a hook inside those would not run.
 */
final class HookTable {
    static final String SCOPED_ACCESS = "jdk/internal/misc/ScopedMemoryAccess";
    static final String HEAP_BUFFER = "java/nio/HeapByteBuffer";
    static final String DIRECT_BUFFER = "java/nio/DirectByteBuffer";
    static final String UNSAFE = "sun/misc/Unsafe";

    /** No release is known to lack it. */
    static final int EVER = Integer.MAX_VALUE;

    private static final String OBJECT = "Ljava/lang/Object;";
    private static final String BUFFER = "Ljava/nio/ByteBuffer;";

    private final List<Hook> hooks = new ArrayList<>(300);
    private final int jdk;

    private HookTable(int jdk) {
        this.jdk = jdk;
    }

    /** The rows for one JDK feature release. */
    static List<Hook> forJdk(int jdk) {
        HookTable table = new HookTable(jdk);
        table.lifecycle();
        table.platformServer();
        table.scopedAccess();
        table.directBuffer();
        table.heapBuffer();
        table.foreignOrderHandles();
        table.unsafe();
        table.channels();
        table.fillers();
        table.arrayDoors();
        table.nativeCode();
        table.files();
        return table.hooks;
    }

    /** The same, by the class's internal name, in the order of the table. */
    static Map<String, List<Hook>> byClass(int jdk) {
        Map<String, List<Hook>> byClass = new LinkedHashMap<>();
        for (Hook hook : forJdk(jdk)) {
            List<Hook> ofClass = byClass.get(hook.owner());
            if (ofClass == null) {
                ofClass = new ArrayList<>();
                byClass.put(hook.owner(), ofClass);
            }
            ofClass.add(hook);
        }
        return byClass;
    }

    /** Whether a method of {@link #SCOPED_ACCESS} stores, by its name; those must all be in the table. */
    static boolean isStore(String method) {
        return method.startsWith("put")
                || method.startsWith("compareAnd")
                || method.startsWith("weakCompareAnd")
                || method.startsWith("getAnd")
                || method.startsWith("copy")
                || method.startsWith("set")
                || method.startsWith("store");
    }

    private void lifecycle() {
        String byteBuffer = "java/nio/ByteBuffer";
        add(0, byteBuffer, "allocate", "(I)" + BUFFER, Edit.BEFORE_RETURN, null, Arguments.RETURNED_BUFFER, 0);
        add(0, byteBuffer, "allocateDirect", "(I)" + BUFFER, Edit.BEFORE_RETURN, null, Arguments.RETURNED_BUFFER, 0);
        add(
                0,
                "sun/nio/ch/FileChannelImpl",
                "map",
                "(Ljava/nio/channels/FileChannel$MapMode;JJ)Ljava/nio/MappedByteBuffer;",
                Edit.BEFORE_RETURN,
                null,
                Arguments.RETURNED_BUFFER,
                0);
        add(0, "java/nio/DirectByteBuffer$Deallocator", "run", "()V", Edit.AT_ENTRY, null, Arguments.DEALLOCATOR, 0);
        add(0, "sun/nio/ch/FileChannelImpl$Unmapper", "unmap", "()V", Edit.AT_ENTRY, null, Arguments.UNMAPPER, 0);
        add(0, UNSAFE, "freeMemory", "(J)V", Edit.AT_ENTRY, null, Arguments.FREED_ADDRESS, 0);
        add(0, UNSAFE, "reallocateMemory", "(JJ)J", Edit.AT_ENTRY, null, Arguments.FREED_ADDRESS, 0);
    }

    private void platformServer() {
        String server = "()Ljavax/management/MBeanServer;";
        String owner = "java/lang/management/ManagementFactory";
        add(0, owner, "getPlatformMBeanServer", server, Edit.BEFORE_RETURN, null, Arguments.MBEAN_SERVER, 0);
    }

    private void scopedAccess() {
        String scope =
                jdk < 19 ? "Ljdk/internal/misc/ScopedMemoryAccess$Scope;" : "Ljdk/internal/foreign/MemorySessionImpl;";
        for (Type type : Type.values()) {
            String put = "(" + scope + OBJECT + "J" + type.code + ")V";
            String swap = "(" + scope + OBJECT + "J" + type.code + ")" + type.code;
            String compare = "(" + scope + OBJECT + "J" + type.code + type.code + ")";
            int since = type == Type.BOOLEAN ? 18 : 17;
            int sinceAtomic = type.isSmall() ? 18 : 17;

            scoped(since, "put", type, put, "", "Volatile", "Release", "Opaque");
            if (type.hasUnaligned()) {
                scoped(since, "put", type, "(" + scope + OBJECT + "J" + type.code + "Z)V", "Unaligned");
            }
            scoped(sinceAtomic, "compareAndSet", type, compare + "Z", "");
            scoped(sinceAtomic, "compareAndExchange", type, compare + type.code, "", "Acquire", "Release");
            scoped(sinceAtomic, "weakCompareAndSet", type, compare + "Z", "", "Plain", "Acquire", "Release");
            scoped(sinceAtomic, "getAndSet", type, swap, "", "Acquire", "Release");
            if (type != Type.BOOLEAN) {
                scoped(since, "getAndAdd", type, swap, "", "Acquire", "Release");
            }
            if (type != Type.FLOAT && type != Type.DOUBLE) {
                scoped(since, "getAndBitwiseOr", type, swap, "", "Acquire", "Release");
                scoped(since, "getAndBitwiseAnd", type, swap, "", "Acquire", "Release");
                scoped(since, "getAndBitwiseXor", type, swap, "", "Acquire", "Release");
            }
        }
        String copy = "(" + scope + scope + OBJECT + "J" + OBJECT + "JJ";
        scopedBulk("copyMemory", copy + ")V", Arguments.SCOPED_COPY);
        scopedBulk("copySwapMemory", copy + "J)V", Arguments.SCOPED_COPY);
        scopedBulk("setMemory", "(" + scope + OBJECT + "JJB)V", Arguments.SCOPED_FILL);

        String classes = "(Ljava/lang/Class;Ljava/lang/Class;";
        String vector = "ILjdk/internal/vm/vector/VectorSupport$Vector;";
        String store = "Ljdk/internal/vm/vector/VectorSupport$Store";
        String segment = "Ljdk/internal/foreign/AbstractMemorySegmentImpl;J";
        vectorStore(
                17,
                18,
                "storeIntoByteBuffer",
                classes + vector + BUFFER + "I" + store + "VectorOperation;)V",
                "storeIntoByteBufferScoped",
                Arguments.VECTOR_TO_BUFFER);
        vectorStore(
                19,
                EVER,
                "storeIntoMemorySegment",
                classes + vector + segment + store + "VectorOperation;)V",
                "storeIntoMemorySegmentScopedInternal",
                Arguments.VECTOR_TO_SEGMENT);
        vectorStore(
                19,
                EVER,
                "storeIntoMemorySegmentMasked",
                classes + "Ljava/lang/Class;" + vector + "Ljdk/internal/vm/vector/VectorSupport$VectorMask;" + segment
                        + store + "VectorMaskedOperation;)V",
                "storeIntoMemorySegmentMaskedScopedInternal",
                Arguments.MASKED_VECTOR_TO_SEGMENT);
    }

    private void scoped(int since, String operation, Type type, String descriptor, String... modes) {
        for (String mode : modes) {
            String name = operation + type.title + mode;
            add(new Hook(
                    1,
                    SCOPED_ACCESS,
                    name,
                    descriptor,
                    since,
                    EVER,
                    Edit.AFTER_CALL,
                    name + "Internal",
                    Arguments.SCOPED_VALUE,
                    type.bytes));
        }
    }

    private void scopedBulk(String name, String descriptor, Arguments arguments) {
        add(1, SCOPED_ACCESS, name, descriptor, Edit.AFTER_CALL_FINALLY, name + "Internal", arguments, 0);
    }

    private void vectorStore(int since, int until, String name, String descriptor, String callee, Arguments arguments) {
        add(new Hook(1, SCOPED_ACCESS, name, descriptor, since, until, Edit.AFTER_CALL_FINALLY, callee, arguments, 0));
    }

    private void directBuffer() {
        direct("put", "(B)", "putByte", 1);
        direct("put", "(IB)", "putByte", 1);
        direct("putChar", "(JC)", "putCharUnaligned", 2);
        direct("putShort", "(JS)", "putShortUnaligned", 2);
        direct("putInt", "(JI)", "putIntUnaligned", 4);
        direct("putLong", "(JJ)", "putLongUnaligned", 8);
        direct("putFloat", "(JF)", "putIntUnaligned", 4);
        direct("putDouble", "(JD)", "putLongUnaligned", 8);
    }

    private void direct(String name, String arguments, String callee, int bytes) {
        add(1, DIRECT_BUFFER, name, arguments + BUFFER, Edit.REWRITTEN, callee, null, bytes);
    }

    private void heapBuffer() {
        add(2, HEAP_BUFFER, "put", "(B)" + BUFFER, Edit.BYTE_STORE, null, Arguments.ON_STACK, 1);
        add(2, HEAP_BUFFER, "put", "(IB)" + BUFFER, Edit.BYTE_STORE, null, Arguments.ON_STACK, 1);
        add(2, HEAP_BUFFER, "put", "([BII)" + BUFFER, Edit.ARRAY_COPY, null, Arguments.ON_STACK, 0);
        add(2, HEAP_BUFFER, "put", "(I[BII)" + BUFFER, Edit.ARRAY_COPY, null, Arguments.ON_STACK, 0);
        add(2, HEAP_BUFFER, "compact", "()" + BUFFER, Edit.ARRAY_COPY, null, Arguments.ON_STACK, 0);
    }

    private void foreignOrderHandles() {
        for (Type type : new Type[] {Type.INT, Type.LONG}) {
            String owner = "java/lang/invoke/VarHandleByteArrayAs" + type.title + "s$ByteBufferHandle";
            String descriptor = "(" + BUFFER + "I" + type.code + ")" + type.code;
            for (String operation : new String[] {"Add", "BitwiseOr", "BitwiseAnd", "BitwiseXor"}) {
                add(
                        3,
                        owner,
                        "getAnd" + operation + "ConvEndianWithCAS",
                        descriptor,
                        Edit.BEFORE_RETURN,
                        null,
                        Arguments.BUFFER_VALUE,
                        type.bytes);
            }
        }
    }

    private void unsafe() {
        for (Type type : Type.values()) {
            unsafeValue("put" + type.title, "J" + type.code + ")V", type);
            unsafeValue("put" + type.title + "Volatile", "J" + type.code + ")V", type);
            if (type != Type.BOOLEAN) {
                unsafeAddress("put" + type.title, "(J" + type.code + ")V", type.bytes);
            }
        }
        // The width of an address is 8 on every platform whose marks could tell the difference; 4 would only over-mark.
        unsafeAddress("putAddress", "(JJ)V", 8);
        for (Type type : new Type[] {Type.INT, Type.LONG}) {
            unsafeValue("putOrdered" + type.title, "J" + type.code + ")V", type);
            unsafeValue("compareAndSwap" + type.title, "J" + type.code + type.code + ")Z", type);
            unsafeValue("getAndAdd" + type.title, "J" + type.code + ")" + type.code, type);
            unsafeValue("getAndSet" + type.title, "J" + type.code + ")" + type.code, type);
        }
        unsafeBulk("setMemory", "(" + OBJECT + "JJB)V", Arguments.UNSAFE_FILL);
        unsafeBulk("setMemory", "(JJB)V", Arguments.UNSAFE_ADDRESS_FILL);
        unsafeBulk("copyMemory", "(" + OBJECT + "J" + OBJECT + "JJ)V", Arguments.UNSAFE_COPY);
        unsafeBulk("copyMemory", "(JJJ)V", Arguments.UNSAFE_ADDRESS_COPY);
    }

    private void channels() {
        String io = "sun/nio/ch/IOUtil";
        String file = "(Ljava/io/FileDescriptor;";
        String dispatcher = "Lsun/nio/ch/NativeDispatcher;)";
        read(
                5,
                io,
                "readIntoNativeBuffer",
                file + BUFFER + "JZZI" + dispatcher + "I",
                "pread|read",
                Arguments.READ_COUNT);
        read(5, io, "read", file + "[" + BUFFER + "IIZZI" + dispatcher + "J", "readv", Arguments.SCATTER_COUNT);
        String datagram = "sun/nio/ch/DatagramChannelImpl";
        read(6, datagram, "receiveIntoNativeBuffer", "(" + BUFFER + "IIZ)I", "receive0", Arguments.RECEIVE_COUNT);
    }

    private void read(int row, String owner, String name, String descriptor, String callees, Arguments arguments) {
        add(row, owner, name, descriptor, Edit.AFTER_READ_FINALLY, callees, arguments, 0);
    }

    private void fillers() {
        fills(7, "java/util/zip/Inflater", "inflate", "(" + BUFFER + ")I", Arguments.FILLS_FIRST);
        fills(7, "java/util/zip/Deflater", "deflate", "(" + BUFFER + "I)I", Arguments.FILLS_FIRST);
        fills(8, "javax/crypto/Cipher", "update", "(" + BUFFER + BUFFER + ")I", Arguments.CIPHER_OUTPUT);
        fills(8, "javax/crypto/Cipher", "doFinal", "(" + BUFFER + BUFFER + ")I", Arguments.CIPHER_OUTPUT);
        String encode = "(Ljava/nio/CharBuffer;" + BUFFER + "Z)Ljava/nio/charset/CoderResult;";
        fills(9, "java/nio/charset/CharsetEncoder", "encode", encode, Arguments.FILLS_SECOND);
        String attributes = "sun/nio/fs/UnixUserDefinedFileAttributeView";
        fills(10, attributes, "read", "(Ljava/lang/String;" + BUFFER + ")I", Arguments.FILLS_SECOND);
    }

    private void arrayDoors() {
        String byteBuffer = "java/nio/ByteBuffer";
        door(byteBuffer, "array", "()[B", 17, EVER, Edit.BEFORE_RETURN_OR_REFUSE, Arguments.RETURNED_ARRAY);
        door(byteBuffer, "wrap", "([BII)" + BUFFER, 17, EVER, Edit.AT_ENTRY_OR_REFUSE, Arguments.ARRAY_ARGUMENT);
        door(
                "jdk/internal/foreign/HeapMemorySegmentImpl",
                "heapBase",
                "()Ljava/util/Optional;",
                21,
                EVER,
                Edit.BEFORE_RETURN_OR_REFUSE,
                Arguments.RETURNED_HEAP_BASE);
        String segment = "foreign/MemorySegment";
        door(
                "java/lang/" + segment,
                "ofArray",
                "([B)Ljava/lang/" + segment + ";",
                21,
                EVER,
                Edit.AT_ENTRY_OR_REFUSE,
                Arguments.ARRAY_ARGUMENT);
        door(
                "jdk/incubator/" + segment,
                "ofArray",
                "([B)Ljdk/incubator/" + segment + ";",
                17,
                18,
                Edit.AT_ENTRY_OR_REFUSE,
                Arguments.ARRAY_ARGUMENT);
    }

    private void door(
            String owner, String name, String descriptor, int since, int until, Edit edit, Arguments arguments) {
        add(new Hook(11, owner, name, descriptor, since, until, edit, null, arguments, 0));
    }

    private void fills(int row, String owner, String name, String descriptor, Arguments arguments) {
        add(row, owner, name, descriptor, Edit.WHOLE_METHOD, null, arguments, 0);
    }

    private void nativeCode() {
        String receive = "(ILsun/nio/ch/sctp/ResultContainer;" + BUFFER + "II";
        String sctp = "sun/nio/ch/sctp/Sctp";
        read(12, sctp + "ChannelImpl", "receiveIntoNativeBuffer", receive + "Z)I", "receive0", Arguments.SCTP_RECEIVE);
        read(
                12,
                sctp + "MultiChannelImpl",
                "receiveIntoNativeBuffer",
                receive + ")I",
                "receive0",
                Arguments.SCTP_RECEIVE);

        String foreign = "jdk/internal/foreign/";
        String segment = "Ljava/lang/foreign/MemorySegment;";
        exposes(22, EVER, foreign + "abi/SharedUtils", "checkNative", "(" + segment + ")V", Arguments.SEGMENT_PASSED);
        exposes(22, EVER, foreign + "NativeMemorySegmentImpl", "address", "()J", Arguments.SEGMENT_ADDRESS);
        String option = "java/lang/foreign/Linker$Option";
        exposes(22, EVER, option, "critical", "(Z)L" + option + ";", Arguments.NATIVE_BOUND_CRITICAL);
        exposes(17, 17, foreign + "MemoryAddressImpl", "toRawLongValue", "()J", Arguments.ADDRESS_NUMBER);
        String invoker = foreign + "abi/ProgrammableInvoker";
        exposes(17, 17, invoker, "getBoundMethodHandle", "()Ljava/lang/invoke/MethodHandle;", Arguments.NATIVE_BOUND);
        String library = "jdk/internal/loader/NativeLibrary";
        exposes(
                17,
                EVER,
                "jdk/internal/loader/NativeLibraries",
                "loadLibrary",
                "(Ljava/lang/Class;Ljava/lang/String;Z)L" + library + ";",
                Arguments.LIBRARY);
    }

    /** A hook before the call's end, when nobody has the pointer yet. */
    private void exposes(int since, int until, String owner, String name, String descriptor, Arguments arguments) {
        Edit edit = arguments == Arguments.LIBRARY ? Edit.AT_ENTRY_OR_REFUSE : Edit.BEFORE_RETURN_OR_REFUSE;
        add(new Hook(12, owner, name, descriptor, since, until, edit, null, arguments, 0));
    }

    private void files() {
        String file = "Ljava/io/FileDescriptor;";
        String channel = "sun/nio/ch/FileChannelImpl";
        String unmapper = channel + "$Unmapper;";
        around(
                17,
                EVER,
                channel,
                "mapInternal",
                "(Ljava/nio/channels/FileChannel$MapMode;JJIZ)L" + unmapper,
                Arguments.MAPPING,
                0);
        String dispatcher = jdk < 20 ? "sun/nio/ch/FileDispatcherImpl" : "sun/nio/ch/UnixFileDispatcherImpl";
        around(17, EVER, dispatcher, "write", "(" + file + "JI)I", Arguments.FILE_WRITTEN, 1);
        around(17, EVER, dispatcher, "pwrite", "(" + file + "JIJ)I", Arguments.FILE_WRITTEN_AT, 1);
        around(17, EVER, dispatcher, "writev", "(" + file + "JI)J", Arguments.FILE_WRITTEN, 1);
        around(17, EVER, dispatcher, "truncate", "(" + file + "J)I", Arguments.FILE_RESIZED, 1);
        String target = "Ljava/nio/channels/WritableByteChannel;" + file;
        around(17, 19, channel, "transferToDirectlyInternal", "(JI" + target + ")J", Arguments.FILE_WRITTEN, 5);
        String direct = "sun/nio/ch/FileDispatcherImpl";
        around(20, EVER, direct, "transferTo", "(" + file + "JJ" + file + "Z)J", Arguments.FILE_WRITTEN, 6);
        around(20, EVER, direct, "transferFrom", "(" + file + file + "JJZ)J", Arguments.FILE_WRITTEN, 2);

        String stream = "java/io/FileOutputStream";
        around(17, EVER, stream, "open", "(Ljava/lang/String;Z)V", Arguments.STREAM_OPENED, 0);
        String random = "java/io/RandomAccessFile";
        for (String written : new String[] {"(I)V", "([B)V", "([BII)V"}) {
            around(17, EVER, stream, "write", written, Arguments.STREAM_WRITTEN, 0);
            around(17, EVER, random, "write", written, Arguments.RANDOM_WRITTEN, 0);
        }
        around(17, EVER, random, "writeBytes", "(Ljava/lang/String;)V", Arguments.RANDOM_WRITTEN, 0);
        around(17, EVER, random, "writeChars", "(Ljava/lang/String;)V", Arguments.RANDOM_WRITTEN, 0);
        around(17, EVER, random, "setLength", "(J)V", Arguments.RANDOM_RESIZED, 0);

        String unix = "sun/nio/fs/UnixNativeDispatcher";
        around(17, EVER, unix, "open", "(Lsun/nio/fs/UnixPath;II)I", Arguments.PATH_OPENED, 0);
        around(17, EVER, unix, "openat", "(I[BII)I", Arguments.PATH_OPENED_IN, 0);
    }

    /** @param operand the local variable with the file, for {@link Arguments#FILE_WRITTEN} */
    private void around(
            int since, int until, String owner, String name, String descriptor, Arguments arguments, int operand) {
        add(new Hook(13, owner, name, descriptor, since, until, Edit.AROUND, null, arguments, operand));
    }

    private void unsafeValue(String name, String afterBase, Type type) {
        add(4, UNSAFE, name, "(" + OBJECT + afterBase, Edit.AFTER_CALL, null, Arguments.UNSAFE_VALUE, type.bytes);
    }

    private void unsafeAddress(String name, String descriptor, int bytes) {
        add(4, UNSAFE, name, descriptor, Edit.AFTER_CALL, null, Arguments.UNSAFE_ADDRESS_VALUE, bytes);
    }

    private void unsafeBulk(String name, String descriptor, Arguments arguments) {
        add(4, UNSAFE, name, descriptor, Edit.AFTER_CALL_FINALLY, null, arguments, 0);
    }

    private void add(
            int row,
            String owner,
            String method,
            String descriptor,
            Edit edit,
            String callee,
            Arguments arguments,
            int bytes) {
        add(new Hook(row, owner, method, descriptor, 17, EVER, edit, callee, arguments, bytes));
    }

    private void add(Hook hook) {
        if (hook.appliesTo(jdk)) {
            hooks.add(hook);
        }
    }

    /** The primitive types, as they appear in names and descriptors. */
    private enum Type {
        BOOLEAN("Boolean", "Z", 1),
        BYTE("Byte", "B", 1),
        SHORT("Short", "S", 2),
        CHAR("Char", "C", 2),
        INT("Int", "I", 4),
        LONG("Long", "J", 8),
        FLOAT("Float", "F", 4),
        DOUBLE("Double", "D", 8);

        final String title;
        final String code;
        final int bytes;

        Type(String title, String code, int bytes) {
            this.title = title;
            this.code = code;
            this.bytes = bytes;
        }

        /** Types whose compare-and-set came to ScopedMemoryAccess after JDK 17. */
        boolean isSmall() {
            return bytes < 4;
        }

        boolean hasUnaligned() {
            return this == SHORT || this == CHAR || this == INT || this == LONG;
        }
    }
}
