/** Tests of the snapshot store: a model that keeps full copies, faults at every I/O call, damaged and hostile files. */
package dev.tidemark.snapshot;
