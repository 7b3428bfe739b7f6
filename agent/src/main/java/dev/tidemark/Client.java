package dev.tidemark;

/**
 * A consumer of dirty pages with its own bitmap in every region; what one client clears stays dirty for the others. Get one
 * from {@link Tidemark#client(String)}. A client that was removed is refused by every operation.
 */
public interface Client {
    /** Unique among clients. */
    String name();
}
