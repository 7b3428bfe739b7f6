package dev.tidemark.track;

import java.util.Objects;

/** Rules for the names of regions and clients. */
final class Names {
    static final int MAX_REGION = 200;
    static final int MAX_CLIENT = 100;

    private static final long KIB = 1024;

    private Names() {}

    static String check(String what, String name, int maxLength) {
        Objects.requireNonNull(name, what + " name");
        if (name.isBlank() || name.length() > maxLength || hasControl(name)) {
            throw new IllegalArgumentException(what + " name must have 1 to " + maxLength
                    + " characters, not all blank, none a control character: '" + printable(name) + "'");
        }
        return name;
    }

    /** No stream: this runs at the start of a JVM. */
    private static boolean hasControl(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** A name for a region that nobody named, for example {@code direct-64m-GuestMemory}. */
    static String automatic(RegionMemory memory, String allocatingClass) {
        String simple =
                allocatingClass.substring(allocatingClass.lastIndexOf('.') + 1).replace('$', '.');
        String name =
                memory.kind().name().toLowerCase(java.util.Locale.ROOT) + "-" + size(memory.byteSize()) + "-" + simple;
        return name.length() <= MAX_REGION - 10 ? name : name.substring(0, MAX_REGION - 10);
    }

    private static String size(long bytes) {
        String[] units = {"", "k", "m", "g"};
        int unit = 0;
        while (unit < 3 && bytes % KIB == 0) {
            bytes /= KIB;
            unit++;
        }
        return bytes + units[unit];
    }

    private static String printable(String name) {
        String cut = name.length() > 60 ? name.substring(0, 60) + "…" : name;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
