package dev.tidemark.agent;

/** The version in the jar's manifest. */
final class Version {
    static final String TEXT = text();

    private Version() {}

    private static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
