/**
 * The guest on disk: an image of its memory, a small file with its state, and the oracle that checks both.
 *
 * <p><b>Rule of this package.</b> It copies the runs it is told to copy and does not know who found them. The oracle knows
 * the tracker even less: it compares bytes.
 */
package dev.tidemark.sample.image;
