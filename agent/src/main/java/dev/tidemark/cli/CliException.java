package dev.tidemark.cli;

/** Ends a command with one line on stderr and an exit code. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    private CliException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What was asked cannot be done. */
    static CliException failed(String message) {
        return new CliException(ExitCode.FAILED, message, null);
    }

    /** What was asked could not be done, because of {@code cause}. */
    static CliException failed(String message, Throwable cause) {
        return new CliException(ExitCode.FAILED, message, cause);
    }

    /** What was typed is wrong. */
    static CliException wrongUsage(String message) {
        return new CliException(ExitCode.WRONG_USAGE, message, null);
    }

    int exitCode() {
        return exitCode;
    }
}
