package dev.tidemark.jmx;

import dev.tidemark.snapshot.Damage;
import java.util.List;

/**
 * What is wrong with a file of a store.
 *
 * @param file the file
 * @param byteOffset the first bad byte
 * @param text one line that says what is wrong
 */
public record SnapshotDamage(String file, long byteOffset, String text) {
    /** The same, in types that every JMX client knows. */
    public static SnapshotDamage[] of(List<Damage> damage) {
        return damage.stream()
                .map(each -> new SnapshotDamage(each.file().toString(), each.byteOffset(), each.text()))
                .toArray(SnapshotDamage[]::new);
    }
}
