package dev.tidemark.instrument;

/** The same with the finished jar, on the JDK that the integration tests run on. */
class PatchesIT extends PatchesTest {}
