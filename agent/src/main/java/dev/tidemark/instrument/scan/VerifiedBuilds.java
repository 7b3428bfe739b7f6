package dev.tidemark.instrument.scan;

import java.util.List;

/**
 * The JDK builds on which every test of the hooks passed. On any other, coverage is incomplete until {@link BuildCheck} has
 * passed.
 */
public final class VerifiedBuilds {
    private static final String[] BUILDS = {
        "17.0.15+6-Debian-1deb12u1, Debian, Linux amd64", "25.0.3+9-LTS, Eclipse Adoptium, Linux amd64"
    };

    private VerifiedBuilds() {}

    /** Whether the running JDK is one of them. Cheap enough for every start: {@code Runtime.version()} makes its text with streams. */
    public static boolean isVerified() {
        String build = running(System.getProperty("java.runtime.version"));
        for (String verified : BUILDS) {
            if (verified.equals(build)) {
                return true;
            }
        }
        return false;
    }

    /** The running build: version, vendor and platform. */
    public static String running() {
        return running(Runtime.version().toString());
    }

    private static String running(String version) {
        return version + ", " + System.getProperty("java.vendor") + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
    }

    /** All of them, as {@link #running} says it. */
    public static List<String> all() {
        return List.of(BUILDS);
    }
}
