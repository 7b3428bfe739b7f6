/**
 * Compression, for what is stored and for what is sent.
 *
 * <p><b>Rule of this package.</b> It uses {@code java.base}, and zstd-jni where that is on the class path; nobody else uses that.
 */
package dev.tidemark.zstd;
