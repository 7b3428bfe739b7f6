/** The snapshot store under the finished jar: JVMs that are killed, regions of all kinds, two JDKs. */
package dev.tidemark.it.snapshot;
