package dev.tidemark.options;

import java.util.Locale;

/** What happens once writes to a region can go unseen. The tracker has the same three under the same names. */
public enum EscapeMode {
    /** Page hashes are compared at each look, harvest and clear. */
    HASH,
    /** The coverage state tells, nothing else. */
    FLAG,
    /** The call is refused. */
    FAIL;

    /** As the user writes it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
