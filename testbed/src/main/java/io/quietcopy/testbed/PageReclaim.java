package io.quietcopy.testbed;

/**
 * Lets a test that expects pages to <em>stay</em> in the page cache live with a kernel that may take them at any time: for want of
 * memory, on behalf of {@code drop_caches}, or proactively, as DAMON's {@code pageout} does with what it takes for cold. What takes
 * pages away by mistake does so each time; what the kernel takes is gone once in a while. So such a test is tried a few times,
 * each time from the start, and has to succeed once.
 */
public final class PageReclaim {
    private static final int MOST_ATTEMPTS = 5;

    private PageReclaim() {}

    /** A whole test, which can be made again from the start. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Makes it.
         *
         * @throws Exception if it fails
         */
        void run() throws Exception;
    }

    /**
     * Makes a test until its assertions hold, at most five times.
     *
     * @throws AssertionError the last one, with the earlier ones as suppressed
     * @throws Exception what an attempt throws that is no {@link AssertionError}, at once
     */
    public static void tolerate(Attempt attempt) throws Exception {
        AssertionError failure = null;
        for (int attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
            try {
                attempt.run();
                return;
            } catch (AssertionError e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        throw failure;
    }
}
