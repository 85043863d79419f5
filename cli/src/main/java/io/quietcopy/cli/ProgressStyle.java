package io.quietcopy.cli;

/** How progress is shown on standard error. */
enum ProgressStyle {
    /** As a bar if standard error is a terminal, else not at all. */
    AUTO,
    /** As a bar. */
    BAR,
    /** As lines of JSON. */
    JSON,
    /** Not at all. */
    NONE
}
