package io.quietcopy.cli;

/** Tells which Quietcopy this is, and what it runs on. */
final class Version {
    private Version() {}

    /** Returns the version of the jar, or {@code development} outside of one. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Returns name and version, Java, and system. */
    static String text() {
        return "quietcopy " + number() + "\nJava " + System.getProperty("java.runtime.version") + " ("
                + System.getProperty("java.vendor") + "), " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + " " + System.getProperty("os.arch");
    }
}
