package dev.tidemark.sample.guest;

/** SQLite refused a statement. The message carries its reason and the statement. */
public final class GuestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GuestException(String message) {
        super(message);
    }
}
