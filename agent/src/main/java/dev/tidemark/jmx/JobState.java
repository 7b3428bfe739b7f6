package dev.tidemark.jmx;

/** How far a job has come. */
public enum JobState {
    /** At work. */
    RUNNING,
    /** Did all it was to do. */
    DONE,
    /** Did not; what it had taken was given back. */
    FAILED,
    /** As failed, because somebody cancelled it. */
    CANCELLED
}
