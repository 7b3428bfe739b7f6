package dev.tidemark.it.oracle;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A cipher transformation with keys to use it. */
final class Transformation {
    private static final int RSA_BITS = 1024;

    /** Most bytes that are encrypted at once where the algorithm sets no limit. */
    private static final int MOST = 3000;

    private static final int OVERHEAD = 200;
    private static final Map<String, Key[]> KEYS = new HashMap<>();

    private final String name;
    private final Provider provider;
    private final Key[] keys;
    private final boolean wholeBlocks;
    private final int block;

    private Transformation(String name, Provider provider, Key[] keys) throws GeneralSecurityException {
        this.name = name;
        this.provider = provider;
        this.keys = keys;
        Cipher cipher = encrypting();
        this.block = Math.max(1, cipher.getBlockSize());
        boolean refusesOne;
        try {
            cipher.doFinal(new byte[1]);
            refusesOne = false;
        } catch (GeneralSecurityException e) {
            refusesOne = true;
        }
        this.wholeBlocks = refusesOne;
        int some = wholeBlocks ? 2 * block : 10;
        Cipher again = encrypting();
        byte[] sealed = again.doFinal(new byte[some]);
        if (decrypting(again).doFinal(sealed).length < some) {
            throw new InvalidKeyException("it does not give back what it was given");
        }
    }

    /** All that encrypt and decrypt with keys that can be made here; the others are for wrapping keys. */
    static List<Transformation> all() {
        Map<String, Transformation> all = new TreeMap<>();
        for (Provider provider : Security.getProviders()) {
            for (Provider.Service service : provider.getServices()) {
                if (service.getType().equals("Cipher")) {
                    for (String name : names(service)) {
                        try {
                            Cipher.getInstance(name, provider);
                            all.putIfAbsent(name, new Transformation(name, provider, keys(name)));
                        } catch (NoSuchPaddingException | UnsupportedOperationException e) {
                            // not with this mode
                        } catch (GeneralSecurityException | ProviderException e) {
                            // not for data
                        }
                    }
                }
            }
        }
        return new ArrayList<>(all.values());
    }

    private static List<String> names(Provider.Service service) {
        List<String> names = new ArrayList<>();
        String algorithm = service.getAlgorithm();
        names.add(algorithm);
        String modes = service.getAttribute("SupportedModes");
        String paddings = service.getAttribute("SupportedPaddings");
        if (!algorithm.contains("/") && modes != null && paddings != null) {
            for (String mode : modes.split("\\|")) {
                if (mode.matches("(CFB|OFB)\\d+") && !mode.matches("...(8|16|64|128)")) {
                    continue; // one code for every width, which is a parameter
                }
                for (String padding : paddings.split("\\|")) {
                    names.add(algorithm + "/" + mode + "/" + padding);
                }
            }
        }
        return names;
    }

    /** For encryption and for decryption. */
    private static Key[] keys(String name) throws GeneralSecurityException {
        String algorithm = name.split("/")[0];
        Key[] known = KEYS.get(algorithm);
        if (known == null) {
            known = makeKeys(algorithm);
            KEYS.put(algorithm, known);
        }
        return known;
    }

    private static Key[] makeKeys(String algorithm) throws GeneralSecurityException {
        if (algorithm.equals("RSA")) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            KeyPair pair = generator.generateKeyPair();
            return new Key[] {pair.getPublic(), pair.getPrivate()};
        }
        Key key;
        if (algorithm.startsWith("PBE")) {
            key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec("password".toCharArray()));
        } else {
            String[] sized = algorithm.split("_");
            String base = sized[0].equals("ChaCha20-Poly1305") ? "ChaCha20" : sized[0];
            KeyGenerator generator = KeyGenerator.getInstance(base);
            if (sized.length > 1) {
                generator.init(Integer.parseInt(sized[1]));
            }
            key = generator.generateKey();
        }
        return new Key[] {key, key};
    }

    /** A cipher ready to encrypt, with parameters of its own making. */
    Cipher encrypting() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(name, provider);
        cipher.init(Cipher.ENCRYPT_MODE, keys[0]);
        return cipher;
    }

    /** The cipher that decrypts what {@code other} encrypted. */
    Cipher decrypting(Cipher other) throws GeneralSecurityException {
        AlgorithmParameters parameters = other.getParameters();
        Cipher cipher = Cipher.getInstance(name, provider);
        if (parameters == null) {
            cipher.init(Cipher.DECRYPT_MODE, keys[1]);
        } else {
            cipher.init(Cipher.DECRYPT_MODE, keys[1], parameters);
        }
        return cipher;
    }

    /** Whether the input must be whole blocks. */
    boolean wholeBlocks() {
        return wholeBlocks;
    }

    int block() {
        return block;
    }

    /** Whether making its key takes thousands of rounds. */
    boolean isSlow() {
        return name.startsWith("PBE");
    }

    /** Bytes that can be encrypted at once. */
    int most() {
        return name.startsWith("RSA") ? 30 : MOST;
    }

    /** Room that the output needs beyond the input's length. */
    int overhead() {
        return OVERHEAD;
    }

    @Override
    public String toString() {
        return name;
    }
}
