package io.quietcopy.internal.target;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a temporary file: which target it is for, who made it, and enough chance that nobody can foresee it.
 *
 * <pre>
 * .quietcopy-TARGET-HOST-BOOT-NAMESPACE-PID-START-RANDOM.part
 * </pre>
 *
 * <p>All fields are lower-case hexadecimal. It starts with a dot, so that programs which go through a folder of images pass
 * over it. Numbers have no leading zeroes, so each name can be written in one way only.
 *
 * @param kind what the file is for
 * @param targetHash a hash of the target's file name: two copies to one target find each other by it
 * @param owner who made the file
 * @param random 128 random bits
 */
record StagedName(Kind kind, String targetHash, ProcessIdentity owner, String random) {
    /** What every name of ours starts with. */
    static final String PREFIX = ".quietcopy-";

    private static final int RANDOM_BYTES = 16;
    private static final String NUMBER = "-(0|[1-9a-f][0-9a-f]{0,14})";
    private static final Pattern FORM = Pattern.compile("\\.quietcopy-([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{8})"
            + NUMBER + NUMBER + NUMBER + "-([0-9a-f]{32})\\.(part|scratch|kept)");

    /** What a temporary file is for. */
    enum Kind {
        /** It becomes the target. */
        PART,
        /** An engine tries something out. */
        SCRATCH,
        /** It would have become the target, and is kept for inspection. It stands in no other copy's way. */
        KEPT;

        private String suffix() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Makes a name that nobody has.
     *
     * @param kind what the file is for
     * @param targetName the target's file name
     * @param owner this process
     * @param chance where the random bits come from
     */
    static StagedName create(Kind kind, String targetName, ProcessIdentity owner, SecureRandom chance) {
        byte[] random = new byte[RANDOM_BYTES];
        chance.nextBytes(random);
        return new StagedName(kind, hashOf(targetName), owner, HexFormat.of().formatHex(random));
    }

    /** Returns what stands for a target's file name. */
    static String hashOf(String targetName) {
        return Hashes.eightDigits(targetName);
    }

    /**
     * Reads a file name.
     *
     * @return empty if it is no temporary file of a copy
     */
    static Optional<StagedName> parse(String fileName) {
        Matcher form = FORM.matcher(fileName);
        if (!form.matches()) {
            return Optional.empty();
        }
        ProcessIdentity owner =
                new ProcessIdentity(form.group(2), form.group(3), number(form, 4), number(form, 5), number(form, 6));
        Kind kind = Kind.valueOf(form.group(8).toUpperCase(Locale.ROOT));
        return Optional.of(new StagedName(kind, form.group(1), owner, form.group(7)));
    }

    /** Returns the file name. */
    String format() {
        return PREFIX
                + String.join(
                        "-",
                        targetHash,
                        owner.host(),
                        owner.boot(),
                        Long.toHexString(owner.pidNamespace()),
                        Long.toHexString(owner.pid()),
                        Long.toHexString(owner.startTicks()),
                        random)
                + "." + kind.suffix();
    }

    /** Returns the same name for another purpose. */
    StagedName as(Kind other) {
        return new StagedName(other, targetHash, owner, random);
    }

    private static long number(Matcher form, int group) {
        return Long.parseLong(form.group(group), 16);
    }
}
