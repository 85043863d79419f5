package io.quietcopy.benchmarks.result;

/** What a contender is to the others. */
public enum ContenderKind {
    /** What a user would take instead of Quietcopy. */
    PEER("peer"),
    /** Quietcopy as the command, with the start of its Java. */
    COMMAND("command"),
    /** Quietcopy in a JVM that has copied before, as an embedder sees it. */
    WARM("warm"),
    /** No copy, but what the storage can do: reading and writing side by side. */
    LIMIT("limit"),
    /** Nothing runs. */
    IDLE("idle");

    private final String key;

    ContenderKind(String key) {
        this.key = key;
    }

    /** Returns the name in the JSON. */
    public String key() {
        return key;
    }

    /** Tells whether it is Quietcopy. */
    public boolean isQuietcopy() {
        return this == COMMAND || this == WARM;
    }
}
