/**
 * The option {@code arrays=}: programs of holders, which the option names, and of outsiders, in JVMs of their own.
 */
package dev.tidemark.it.arrays;
