package dev.tidemark.jconsole;

/**
 * A snapshot that the user wants.
 *
 * @param region name of the region
 * @param store the store: a directory as the JVM that has the region sees it, or a URI
 * @param guest what the guest does meanwhile: pause, still, running, or empty for what the program can do
 */
record SnapshotOrder(String region, String store, String guest) {}
