package dev.tidemark.it.escape;

import dev.tidemark.Coverage;
import dev.tidemark.Region;
import dev.tidemark.Tidemark;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Gives a tracked heap buffer to all that the JDK has which asks for its array; none of it is an escape. */
final class JdkCallersProgram {
    private static final int SIZE = 256 << 10;

    private JdkCallersProgram() {}

    interface Call {
        void with(ByteBuffer buffer) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Map<String, Call> calls = new LinkedHashMap<>();
        charsets(calls);
        crypto(calls);
        zip(calls);
        channels(calls);
        buffers(calls);
        int wrong = 0;
        for (Map.Entry<String, Call> call : calls.entrySet()) {
            ByteBuffer buffer = ByteBuffer.allocate(SIZE);
            try (Region region = Tidemark.track("jdk", buffer)) {
                call.getValue().with(buffer);
                if (region.coverage() != Coverage.COMPLETE) {
                    System.out.println(call.getKey() + ": " + region.coverageReason());
                    wrong++;
                }
            }
        }
        System.out.println("callers " + calls.size() + ", wrong " + wrong);
        System.exit(wrong == 0 ? 0 : 1);
    }

    private static void charsets(Map<String, Call> calls) {
        for (Charset charset : Charset.availableCharsets().values()) {
            calls.put("decode " + charset, buffer -> charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .decode(buffer, CharBuffer.allocate(1000), true));
            if (charset.canEncode()) {
                calls.put("encode " + charset, buffer -> charset.newEncoder()
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .encode(CharBuffer.wrap("plain and \u00e9\u4e2d\ud83d\ude00"), buffer, true));
            }
        }
    }

    private static void crypto(Map<String, Call> calls) throws Exception {
        SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
        cipher(calls, "AES/ECB/PKCS5Padding", () -> {
            Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher;
        });
        for (String mode : new String[] {"CBC/PKCS5Padding", "CTR/NoPadding", "CFB/NoPadding"}) {
            cipher(calls, "AES/" + mode, () -> {
                Cipher cipher = Cipher.getInstance("AES/" + mode);
                cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[16]));
                return cipher;
            });
        }
        cipher(calls, "AES/GCM/NoPadding", () -> {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
            return cipher;
        });
        cipher(calls, "ChaCha20-Poly1305", () -> {
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(new byte[32], "ChaCha20"),
                    new IvParameterSpec(new byte[12]));
            return cipher;
        });
        for (Provider provider : Security.getProviders()) {
            for (Provider.Service service : provider.getServices()) {
                String name = service.getAlgorithm() + " of " + provider.getName();
                if (service.getType().equals("MessageDigest")) {
                    calls.put("digest " + name, buffer -> MessageDigest.getInstance(service.getAlgorithm(), provider)
                            .update(buffer));
                } else if (service.getType().equals("Mac")
                        && service.getAlgorithm().startsWith("Hmac")
                        && !service.getAlgorithm().contains("PBE")) {
                    calls.put("mac " + name, buffer -> {
                        Mac mac = Mac.getInstance(service.getAlgorithm(), provider);
                        mac.init(key);
                        mac.update(buffer);
                    });
                }
            }
        }
        for (String[] pair : new String[][] {{"RSA", "SHA256withRSA"}, {"EC", "SHA256withECDSA"}}) {
            calls.put("sign " + pair[1], buffer -> {
                Signature signature = Signature.getInstance(pair[1]);
                signature.initSign(
                        KeyPairGenerator.getInstance(pair[0]).generateKeyPair().getPrivate());
                signature.update(buffer.limit(100));
                signature.sign();
            });
        }
    }

    private interface Ciphers {
        Cipher create() throws Exception;
    }

    private static void cipher(Map<String, Call> calls, String name, Ciphers ciphers) {
        calls.put(name + " into", buffer -> ciphers.create().doFinal(ByteBuffer.allocate(1000), buffer));
        calls.put(name + " from", buffer -> ciphers.create().doFinal(buffer.limit(1000), ByteBuffer.allocate(2000)));
        calls.put(name + " update", buffer -> ciphers.create().update(ByteBuffer.allocateDirect(1000), buffer));
        calls.put(name + " in place", buffer -> {
            ByteBuffer from = buffer.duplicate().limit(992);
            ciphers.create().doFinal(from, buffer);
        });
    }

    private static void zip(Map<String, Call> calls) {
        calls.put("CRC32", buffer -> new CRC32().update(buffer));
        calls.put("CRC32C", buffer -> new CRC32C().update(buffer));
        calls.put("Adler32", buffer -> new Adler32().update(buffer));
        calls.put("Deflater from", buffer -> {
            Deflater deflater = new Deflater();
            deflater.setInput(buffer);
            deflater.finish();
            deflater.deflate(ByteBuffer.allocate(1000));
            deflater.end();
        });
        calls.put("Deflater into, Inflater into", buffer -> {
            Deflater deflater = new Deflater();
            deflater.setInput(new byte[1000]);
            deflater.finish();
            deflater.deflate(buffer);
            deflater.end();
            Inflater inflater = new Inflater();
            inflater.setInput(buffer.duplicate().flip());
            inflater.inflate(buffer);
            inflater.end();
        });
    }

    private static void channels(Map<String, Call> calls) {
        calls.put("file", buffer -> {
            Path file = Files.createTempFile("tidemark", ".bin");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.write(buffer.limit(1000));
                channel.write(new ByteBuffer[] {buffer.flip(), buffer.duplicate()});
                channel.read(buffer.clear().limit(1000), 0);
                channel.position(0).read(new ByteBuffer[] {buffer.clear().limit(500), ByteBuffer.allocate(10)});
            } finally {
                Files.delete(file);
            }
        });
        calls.put("attributes", buffer -> {
            Path file = Files.createTempFile("tidemark", ".bin");
            try {
                UserDefinedFileAttributeView view =
                        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
                view.write("tidemark", buffer.limit(100));
                view.read("tidemark", buffer.clear());
            } catch (java.io.IOException e) {
                // a file system without them
            } finally {
                Files.delete(file);
            }
        });
        calls.put("pipe", buffer -> {
            Pipe pipe = Pipe.open();
            pipe.sink().write(buffer.limit(1000));
            pipe.source().read(buffer.clear());
            pipe.sink().close();
            pipe.source().close();
        });
        calls.put("streams", buffer -> {
            Channels.newChannel(new java.io.ByteArrayOutputStream()).write(buffer.limit(1000));
            Channels.newChannel(new java.io.ByteArrayInputStream(new byte[1000]))
                    .read(buffer.clear());
        });
    }

    private static void buffers(Map<String, Call> calls) {
        calls.put("put", buffer -> buffer.put(ByteBuffer.allocate(100))
                .put(new byte[100])
                .putLong(1));
        calls.put("put elsewhere", buffer -> ByteBuffer.allocate(SIZE).put(buffer));
        calls.put("put into direct", buffer -> ByteBuffer.allocateDirect(SIZE).put(buffer));
        calls.put("compare", buffer -> buffer.mismatch(ByteBuffer.allocate(SIZE)));
        calls.put("equals, hash, text", buffer -> (buffer.equals(buffer.duplicate()) + "" + buffer.hashCode() + buffer)
                .length());
        calls.put("views", buffer -> buffer.asLongBuffer().put(new long[10]));
        calls.put("Base64", buffer -> Base64.getEncoder().encode(buffer));
        calls.put("Base64 back", buffer -> Base64.getDecoder()
                .decode(buffer.put("abcd".getBytes()).flip()));
        calls.put("BitSet", buffer -> BitSet.valueOf(buffer));
        calls.put("text of a segment", JdkCallersProgram::segmentText);
    }

    /** Its text shows the heap base. */
    private static void segmentText(ByteBuffer buffer) throws Exception {
        if (Runtime.version().feature() >= 22) {
            Class.forName("java.lang.foreign.MemorySegment")
                    .getMethod("ofBuffer", java.nio.Buffer.class)
                    .invoke(null, buffer)
                    .toString();
        }
    }
}
