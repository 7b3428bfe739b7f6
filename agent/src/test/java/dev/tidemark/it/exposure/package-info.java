/**
 * Writes that leave no mark: native code that got at the memory, and mapped files that change another way. Each test compares the
 * bytes before and after with the dirty pages, and asks for the right coverage.
 */
package dev.tidemark.it.exposure;
