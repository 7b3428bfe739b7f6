/**
 * Hooks in JDK classes: which methods, how they are rewritten, and how the rewritten classes get into the JVM.
 *
 * <p><b>Rule of this package.</b> The only one that knows ASM. It runs inside {@code premain}, which every JVM start pays for:
 * no lambdas, no streams, no reflection beyond what installation needs. It knows {@link dev.tidemark.boot} by name only, and
 * nothing of regions.
 *
 * <p><b>Choices, and what was rejected.</b>
 *
 * <ul>
 *   <li>Classes are <i>redefined</i> with rewritten bytes. A transformer that is removed after retransformation loses its hooks
 *       at the next retransformation by any other agent; one that stays is called for every class that is ever loaded.
 *   <li>Only the public wrappers of {@code ScopedMemoryAccess} are touched, never a method annotated {@code @Scoped}: closing a
 *       shared arena inspects those frames.
 *   <li>Start-up. On a verified JDK build the rewritten classes are taken from patches in the jar, and ASM is not even loaded; see
 *       {@link dev.tidemark.instrument.Patches}. Elsewhere, only methods with hooks go through ASM, see {@link
 *       dev.tidemark.instrument.ClassParts}. A cache that a first start writes was rejected: whoever can write the file can put
 *       code into every JVM. Enum constants without bodies of their own, resources read from the jar at once: each class and each
 *       stream that is not there is a quarter of a millisecond.
 *       Hooks are <i>not</i> put off until the first region exists: threads that are inside a method then would go on in its old form,
 *       and what they store carries no mark.
 *   <li>A hook is one static call. Whatever fails in it is caught there; what fails in making the call (a full stack) runs into a
 *       handler that sets a flag, which needs no stack, and rethrows.
 * </ul>
 */
package dev.tidemark.instrument;
