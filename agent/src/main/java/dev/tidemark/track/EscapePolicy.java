package dev.tidemark.track;

/** What happens once writes to a region can go unseen. */
public enum EscapePolicy {
    /** Its pages are hashed, and every look, harvest and clear compares. */
    HASH,
    /** Its coverage tells; nothing else. */
    FLAG,
    /**
     * The call that would let it happen is refused. What nobody called for, or what a hook noticed too late for want of stack or
     * memory, cannot be refused and is hashed.
     */
    FAIL
}
