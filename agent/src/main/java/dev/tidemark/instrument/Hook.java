package dev.tidemark.instrument;

/**
 * One row of the hook table: one method, found by exact owner, name and descriptor.
 *
 * @param row number of the group in {@link HookTable}'s documentation
 * @param owner internal name of the class
 * @param method name
 * @param descriptor exact
 * @param since first JDK feature release that must have it
 * @param until last one that must have it
 * @param edit where the hook goes
 * @param callee name of the inner method whose call does the store, several separated by {@code |}; null if {@code edit} needs
 *     none, or if it is any method of the internal Unsafe; for {@link Edit#REWRITTEN} the name of the helper that does
 * @param arguments what the hook is told; null for {@link Edit#REWRITTEN}
 * @param bytes size of the value stored; 0 where it is an argument
 */
record Hook(
        int row,
        String owner,
        String method,
        String descriptor,
        int since,
        int until,
        Edit edit,
        String callee,
        Arguments arguments,
        int bytes) {

    boolean appliesTo(int jdk) {
        return since <= jdk && jdk <= until;
    }

    /** Human-readable, for failure messages. */
    String display() {
        return owner.replace('/', '.') + "." + method + descriptor;
    }
}
