/**
 * The four test conditions of QEMU's dirty bitmap patch of May 2010, on a guest of 512 MiB: at every moment of a run all pages are
 * checked, the way QEMU did before the patch and the way Tidemark does, and the two times are compared.
 *
 * <p><b>Rule of this package.</b> {@link dev.tidemark.bench.qemu.ConditionsProgram} and what it uses run in forks, under the agent;
 * {@link dev.tidemark.bench.qemu.Conditions} and {@link dev.tidemark.bench.qemu.ConditionsView} run in the report's JVM, without it.
 */
package dev.tidemark.bench.qemu;
