package dev.tidemark.track;

/** What can be made of two sets of pages. */
enum SetOperation {
    OR,
    AND,
    AND_NOT;

    long apply(long mine, long theirs) {
        return switch (this) {
            case OR -> mine | theirs;
            case AND -> mine & theirs;
            case AND_NOT -> mine & ~theirs;
        };
    }

    /** Whether what is in the first set alone is in the result. */
    boolean keepsMine() {
        return this != AND;
    }

    /** Whether what is in the second set alone is in the result. */
    boolean keepsTheirs() {
        return this == OR;
    }
}
