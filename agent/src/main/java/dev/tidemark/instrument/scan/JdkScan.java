package dev.tidemark.instrument.scan;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads every class of the running image, of all modules, and lists the places that could store into a buffer's memory: direct
 * stores, and whatever gets hold of the array or the address behind a buffer. See {@link Findings} for the kinds.
 *
 * <p>The classes are read as the image has them, without hooks. Of some 30,000 only those are parsed whose constants name
 * something of interest. Takes a second or two of one core, so it is for a thread in the background.
 */
final class JdkScan {
    private final SortedSet<String> findings = new TreeSet<>();
    private byte[] bytes = new byte[64 << 10];
    private int classes;

    private JdkScan() {}

    /**
     * Scans the running image.
     *
     * @throws IOException if the image cannot be read
     * @throws IllegalArgumentException if a class file is of a version that this agent does not know yet
     */
    static Result run() throws IOException {
        JdkScan scan = new JdkScan();
        for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
            try (ModuleReader reader = module.open();
                    Stream<String> names = reader.list()) {
                for (Iterator<String> each = names.iterator(); each.hasNext(); ) {
                    scan.resource(reader, each.next());
                }
            }
        }
        return new Result(scan.findings, scan.classes);
    }

    private void resource(ModuleReader reader, String name) throws IOException {
        if (!name.endsWith(".class") || name.endsWith("module-info.class")) {
            return;
        }
        ByteBuffer content = reader.read(name).orElseThrow(() -> new IOException("the image lists but lacks " + name));
        try {
            int length = content.remaining();
            if (length > bytes.length) {
                bytes = new byte[2 * length];
            }
            content.get(bytes, 0, length);
            classes++;
            if (Constants.areOfInterest(bytes)) {
                Findings.of(bytes, length, findings);
            }
        } finally {
            reader.release(content);
        }
    }

    /**
     * What a scan found.
     *
     * @param findings one line each, sorted
     * @param classes how many classes were read
     */
    record Result(SortedSet<String> findings, int classes) {}
}
