package dev.tidemark.instrument.arrays;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Methods of the JDK that take a {@code byte[]}: those that write it, with what is called instead, and those that only read it
 * and keep it to themselves. A method that stands in neither list may do anything with it.
 */
final class JdkArrayMethods {
    static final String HOOKS = "dev/tidemark/boot/ArrayHooks";
    static final String WRITERS = "dev/tidemark/boot/JdkWriters";

    private static final String ARRAYS = "java/util/Arrays";
    private static final String REFLECT = "java/lang/reflect/Array";
    private static final String STREAM = "java/io/InputStream";
    private static final String FILE = "java/io/RandomAccessFile";
    private static final String OBJECTS = "java/io/ObjectInput";
    private static final String DATA = "java/io/DataInput";
    private static final String BUFFER = "java/nio/ByteBuffer";
    private static final String BUFFER_TYPE = "Ljava/nio/ByteBuffer;";
    private static final String CIPHER = "javax/crypto/Cipher";

    /** Writers by name and descriptor. */
    private static final Map<String, Writer[]> WRITERS_BY_NAME = new HashMap<>();

    /** Classes whose methods of that name only read. */
    private static final Map<String, String[]> READERS = new HashMap<>();

    static final List<Writer> ALL_WRITERS = List.of(
            statically("java/lang/System", "arraycopy", "(Ljava/lang/Object;ILjava/lang/Object;II)V"),
            statically(ARRAYS, "fill", "([BB)V"),
            statically(ARRAYS, "fill", "([BIIB)V"),
            statically(ARRAYS, "sort", "([B)V"),
            statically(ARRAYS, "sort", "([BII)V"),
            statically(ARRAYS, "parallelSort", "([B)V"),
            statically(ARRAYS, "parallelSort", "([BII)V"),
            statically(REFLECT, "set", "(Ljava/lang/Object;ILjava/lang/Object;)V"),
            statically(REFLECT, "setByte", "(Ljava/lang/Object;IB)V"),
            virtually(STREAM, "read", "([B)I"),
            virtually(STREAM, "read", "([BII)I"),
            virtually(STREAM, "readNBytes", "([BII)I"),
            virtually(FILE, "read", "([B)I"),
            virtually(FILE, "read", "([BII)I"),
            virtually(OBJECTS, "read", "([B)I"),
            virtually(OBJECTS, "read", "([BII)I"),
            virtually(DATA, "readFully", "([B)V"),
            virtually(DATA, "readFully", "([BII)V"),
            virtually(BUFFER, "get", "([B)" + BUFFER_TYPE),
            virtually(BUFFER, "get", "([BII)" + BUFFER_TYPE),
            virtually(BUFFER, "get", "(I[B)" + BUFFER_TYPE),
            virtually(BUFFER, "get", "(I[BII)" + BUFFER_TYPE),
            new Writer(BUFFER, "array", "()[B", false, HOOKS, "(" + BUFFER_TYPE + ")[B"), // needs no hook here
            virtually("java/lang/String", "getBytes", "(II[BI)V"),
            virtually("java/util/random/RandomGenerator", "nextBytes", "([B)V"),
            virtually("java/security/SecureRandom", "nextBytes", "([BLjava/security/SecureRandomParameters;)V"),
            virtually("java/util/zip/Inflater", "inflate", "([B)I"),
            virtually("java/util/zip/Inflater", "inflate", "([BII)I"),
            virtually("java/util/zip/Deflater", "deflate", "([B)I"),
            virtually("java/util/zip/Deflater", "deflate", "([BII)I"),
            virtually("java/util/zip/Deflater", "deflate", "([BIII)I"),
            virtually("java/security/MessageDigest", "digest", "([BII)I"),
            virtually("java/security/Signature", "sign", "([BII)I"),
            virtually("javax/crypto/Mac", "doFinal", "([BI)V"),
            virtually("javax/crypto/KeyAgreement", "generateSecret", "([BI)I"),
            virtually(CIPHER, "doFinal", "([BI)I"),
            virtually(CIPHER, "update", "([BII[B)I"),
            virtually(CIPHER, "update", "([BII[BI)I"),
            virtually(CIPHER, "doFinal", "([BII[B)I"),
            virtually(CIPHER, "doFinal", "([BII[BI)I"),
            virtually("java/util/Base64$Encoder", "encode", "([B[B)I"),
            virtually("java/util/Base64$Decoder", "decode", "([B[B)I"));

    /** Only methods that take an array and write none; those that write one are found above, by their descriptor. */
    static final String[][] READING = {
        {"java/lang/String", "<init>"},
        {ARRAYS, "equals", "hashCode", "toString", "compare", "compareUnsigned", "mismatch", "copyOf", "copyOfRange"},
        {ARRAYS, "binarySearch"},
        {"java/io/OutputStream", "write"},
        {"java/io/ByteArrayOutputStream", "writeBytes"},
        {"java/io/DataOutput", "write"},
        {"java/io/ByteArrayInputStream", "<init>"},
        {"java/nio/file/Files", "write"},
        {BUFFER, "put", "wrap"},
        {"java/lang/foreign/MemorySegment", "ofArray"},
        {"jdk/incubator/foreign/MemorySegment", "ofArray"},
        {"java/lang/foreign/SegmentAllocator", "allocateFrom", "allocateArray"},
        {"java/math/BigInteger", "<init>"},
        {"java/util/BitSet", "valueOf"},
        {"java/util/UUID", "nameUUIDFromBytes"},
        {"java/util/HexFormat", "formatHex"},
        {"java/util/Base64$Encoder", "encode", "encodeToString"},
        {"java/util/Base64$Decoder", "decode"},
        {"java/util/zip/Checksum", "update"},
        {"java/util/zip/Inflater", "setInput", "setDictionary"},
        {"java/util/zip/Deflater", "setInput", "setDictionary"},
        {"java/security/MessageDigest", "update", "digest", "isEqual"},
        {"java/security/Signature", "update", "verify"},
        {"java/security/SecureRandom", "<init>", "setSeed"},
        {"javax/crypto/Mac", "update", "doFinal"},
        {CIPHER, "update", "updateAAD", "doFinal"},
        {"javax/crypto/spec/SecretKeySpec", "<init>"},
        {"javax/crypto/spec/IvParameterSpec", "<init>"},
        {"javax/crypto/spec/GCMParameterSpec", "<init>"},
        {"java/net/InetAddress", "getByAddress"},
        {"java/lang/invoke/MethodHandles$Lookup", "defineClass", "defineHiddenClass"},
        {"java/lang/ClassLoader", "defineClass"},
    };

    static {
        for (Writer each : ALL_WRITERS) {
            Writer[] sameName = WRITERS_BY_NAME.getOrDefault(each.name + each.descriptor, new Writer[0]);
            Writer[] longer = java.util.Arrays.copyOf(sameName, sameName.length + 1);
            longer[sameName.length] = each;
            WRITERS_BY_NAME.put(each.name + each.descriptor, longer);
        }
        for (String[] each : READING) {
            for (int i = 1; i < each.length; i++) {
                String[] owners = READERS.getOrDefault(each[i], new String[0]);
                String[] longer = java.util.Arrays.copyOf(owners, owners.length + 1);
                longer[owners.length] = each[0];
                READERS.put(each[i], longer);
            }
        }
    }

    private JdkArrayMethods() {}

    /** Writers of that name, whoever declares them. */
    static Writer[] writers(String name, String descriptor) {
        return WRITERS_BY_NAME.getOrDefault(name + descriptor, new Writer[0]);
    }

    /** Classes, also by way of their subclasses, whose methods of that name only read. */
    static String[] readers(String name) {
        return READERS.getOrDefault(name, new String[0]);
    }

    private static Writer statically(String owner, String name, String descriptor) {
        return new Writer(owner, name, descriptor, true, HOOKS, descriptor);
    }

    private static Writer virtually(String owner, String name, String descriptor) {
        return new Writer(owner, name, descriptor, false, WRITERS, "(L" + owner + ";" + descriptor.substring(1));
    }

    /**
     * A method that writes an array.
     *
     * @param owner class that declares it first
     * @param isStatic whether it is
     * @param helper class that declares the method of the same name that is called instead
     * @param helperDescriptor its descriptor: with the receiver in front if there is one
     */
    record Writer(
            String owner, String name, String descriptor, boolean isStatic, String helper, String helperDescriptor) {}
}
