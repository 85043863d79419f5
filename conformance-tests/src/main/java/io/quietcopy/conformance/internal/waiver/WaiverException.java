package io.quietcopy.conformance.internal.waiver;

/** A line of a file of waivers cannot be understood. */
public final class WaiverException extends Exception {
    private static final long serialVersionUID = 1L;

    WaiverException(String origin, String problem) {
        super(origin + ": " + problem + "; a line is " + Waivers.FORM);
    }
}
