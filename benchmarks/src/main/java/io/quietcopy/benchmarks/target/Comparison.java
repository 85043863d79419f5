package io.quietcopy.benchmarks.target;

/** How a ratio stands to what was promised. */
public enum Comparison {
    /** Not less. */
    AT_LEAST("≥"),
    /** Not more. */
    AT_MOST("≤"),
    /** Less. */
    BELOW("<");

    private final String sign;

    Comparison(String sign) {
        this.sign = sign;
    }

    /** Returns the sign for people. */
    public String sign() {
        return sign;
    }

    /** Tells whether a ratio keeps it. */
    public boolean holds(double ratio, double factor) {
        return switch (this) {
            case AT_LEAST -> ratio >= factor;
            case AT_MOST -> ratio <= factor;
            case BELOW -> ratio < factor;
        };
    }
}
