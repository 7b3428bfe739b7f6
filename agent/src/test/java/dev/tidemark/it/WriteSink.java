package dev.tidemark.it;

/** Hears which bytes of the memory under test a write may have touched; the shadow model listens. */
@FunctionalInterface
interface WriteSink {
    void touched(long offset, long length);
}
