/**
 * Finds buffers in the application's own objects, for people who cannot change its code.
 *
 * <p><b>Rule of this package.</b> It reads the fields that the user names, through {@code boot}, and calls no method of what it
 * finds. Loaded by the class loader that loads the agent jar, when first asked.
 */
package dev.tidemark.fields;
