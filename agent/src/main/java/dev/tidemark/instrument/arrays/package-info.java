/**
 * The option {@code arrays=}: application code that stores into arrays, rewritten as it is loaded.
 *
 * <p><b>Rule of this package.</b> The only one that knows ByteBuddy, of which it uses the class file library and the type pools.
 * Nothing of it is loaded without the option. It knows {@link dev.tidemark.boot} by name only, and nothing of regions.
 *
 * <p><b>Two kinds of classes.</b> A <i>holder</i> is a class that the option names. It may hold any array: each of its stores, by
 * instruction or by a JDK method that writes a {@code byte[]} argument, is marked. An <i>outsider</i> is any other class of the
 * application. Its stores are left alone, but wherever it gets hold of a {@code byte[]}, the array is reported, and a region on
 * it goes over to hashes.
 *
 * <p><b>What is an escape.</b> A region stays {@code COMPLETE} as long as none of this happens to its array:
 *
 * <ul>
 *   <li>An outsider receives it: as a parameter of type {@code byte[]}, as the result of a call, from a field that it does not
 *       declare itself, by a cast, or as an element of a {@code byte[][]}. The verifier knows no other way to a reference of that
 *       type but a new array. This is why it does not matter how the array got there: through an interface, a lambda, a collection, a
 *       wrapping stream of the JDK, a security provider or reflection.
 *   <li>An outsider or a holder passes it, even as an {@code Object}, to reflection, to a method handle, to {@code invokedynamic} of
 *       a language of its own, or to a {@code VarHandle} in another way than as array and index.
 *   <li>A holder passes it to a method of the JDK that {@link dev.tidemark.instrument.arrays.JdkArrayMethods} does not list, to a
 *       native method, to a method that cannot be found, to {@code super.read(byte[])} of a JDK class and the like; stores it in a
 *       field that a holder does not declare; or returns it from a method that the JDK declares.
 * </ul>
 *
 * It is no escape when a holder calls {@code array()}, {@code wrap} or {@code ofArray}, keeps the array in fields of any kind, in
 * arrays and collections, captures it in a lambda or passes it to another holder.
 *
 * <p><b>What makes every heap region escape,</b> present and future: a class that could not be rewritten (malformed, too large after
 * it, behind a class loader that hides the hooks), a hidden class that mentions a {@code byte[]}, a method reference to a method of
 * the JDK that writes an array, and {@code MethodHandleProxies}.
 *
 * <p><b>Not covered.</b> Native code of the application that digs an array out of an object's field by itself; and methods of other
 * agents that were started before this one and still run the code they had then.
 *
 * <p><b>Price.</b> Over-marking: a store through a {@code VarHandle} marks 8 bytes, a JDK method that is given a range marks all of it,
 * and one that is given only a start marks 4 KiB more than it counted, or all up to the end if it fails. A method that is near the
 * 64 KiB of bytecode grows by two bytes per store.
 *
 * <p><b>Choices, and what was rejected.</b>
 *
 * <ul>
 *   <li>Only to look where a holder gives an array away. Then each call of a method that may be overridden, each stream that may
 *       wrap one of the application's, and each non-private field would have to count as an escape, and reflection would go unseen.
 *   <li>ByteBuddy's {@code AgentBuilder}: it skips a class that is loaded while another is being transformed on the same thread. Here
 *       no class may be skipped in silence.
 * </ul>
 */
package dev.tidemark.instrument.arrays;
