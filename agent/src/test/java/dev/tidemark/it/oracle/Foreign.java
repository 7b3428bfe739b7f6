package dev.tidemark.it.oracle;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Memory segments and vectors, whose API is another on JDK 17 and from 22 on. The class {@code ForeignCases} implements it; its
 * source is a resource that {@link OracleJvm} compiles with the JDK under test.
 */
interface Foreign {
    ByteBuffer nativeSegment(int byteSize);

    ByteBuffer heapSegment(int byteSize);

    List<Case> cases();

    /** Null on a JDK without: there it was in preview, in other forms. */
    static Foreign ofThisJdk() {
        try {
            return (Foreign) Class.forName(Foreign.class.getPackageName() + ".ForeignCases")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
