package io.quietcopy.internal.pace;

/**
 * How many pieces a quiet copy may have in flight: one, unless latency is mere distance.
 *
 * <p>Now and then it tries with twice as many as it wants to have. If pieces take no longer then, they do not wait for each other, and
 * it stays with half of what it tried: so the storage has room, and nobody else waits for them either. From time to time it is one
 * again, which shows what the least latency is. Time is counted in epochs, of so many pieces each. Not thread-safe, knows no clock.
 */
final class PieceCount {
    private static final int MOST_PIECES = 64;
    /** Up to here pieces are said to take no longer. */
    private static final double NO_LONGER = 1.12;
    /** Above this they do take longer. */
    private static final double LONGER = 1.25;
    /** Where others wait for more of the time than this, nothing but one piece at a time will do. */
    private static final double MUCH_PRESSURE = 0.3;

    private static final int SHORT_PATIENCE = 4;
    private static final int MOST_PATIENCE = 512;
    private static final long ALONE_EVERY_NANOS = 20_000_000_000L;
    private static final long ALONE_NANOS = 1_500_000_000L;

    private int most = 1;
    /** What to go back to if pieces take longer now; 0 if nothing is being tried. */
    private int triedFrom;

    private int calmEpochs;
    private int patience = SHORT_PATIENCE;
    private long aloneAtNanos;
    private long aloneUntilNanos;
    private int mostBeforeAlone = 1;

    int most() {
        return most;
    }

    boolean isTried() {
        return triedFrom > 0;
    }

    /**
     * Ends a trial.
     *
     * @param inflation how much longer pieces took than the least
     * @param used whether there were as many in flight as was tried
     */
    void judge(double inflation, boolean used) {
        if (inflation <= NO_LONGER && used) {
            change(more());
            patience = SHORT_PATIENCE;
        } else {
            change(triedFrom);
            patience = Math.min(MOST_PATIENCE, 2 * patience);
        }
        triedFrom = 0;
    }

    /**
     * Considers another number after an epoch that was no trial.
     *
     * @param nowNanos the time
     * @param known whether the least latency is known
     * @param inflation how much longer pieces take
     * @param pressure for which part of the time others wait
     */
    void consider(long nowNanos, boolean known, double inflation, double pressure) {
        if (most > 1 && (inflation > LONGER || pressure > MUCH_PRESSURE)) {
            change(Math.max(1, most / 2));
            patience = SHORT_PATIENCE;
        } else if (nowNanos < aloneUntilNanos) {
            calmEpochs = 0;
        } else if (mostBeforeAlone > 1) {
            change(mostBeforeAlone);
            mostBeforeAlone = 1;
            aloneAtNanos = nowNanos + ALONE_EVERY_NANOS;
        } else if (most > 1 && nowNanos >= aloneAtNanos) {
            mostBeforeAlone = most;
            aloneUntilNanos = nowNanos + ALONE_NANOS;
            change(1);
        } else if (known && ++calmEpochs >= patience && mayTry(inflation, pressure)) {
            if (most == 1) {
                aloneAtNanos = nowNanos + ALONE_EVERY_NANOS;
            }
            triedFrom = most;
            change(2 * more());
        }
    }

    private boolean mayTry(double inflation, double pressure) {
        return inflation <= NO_LONGER && pressure <= MUCH_PRESSURE && most < MOST_PIECES;
    }

    private int more() {
        return Math.min(MOST_PIECES, Math.max(triedFrom + 1, triedFrom * 3 / 2));
    }

    private void change(int pieces) {
        most = pieces;
        calmEpochs = 0;
    }
}
