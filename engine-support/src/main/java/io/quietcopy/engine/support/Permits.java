package io.quietcopy.engine.support;

import io.quietcopy.CopyCancelledException;
import io.quietcopy.spi.Activity;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import io.quietcopy.spi.TransferControl;
import java.util.function.BooleanSupplier;

/**
 * Asks for permits so that a stop ends the wait.
 *
 * <p>Thread-safe.
 */
final class Permits {
    /** Under a rate, pieces are cut as small as this if the rate has no more at the moment. */
    private static final long LEAST_LIMITED_BYTES = 64L << 10;

    private final TransferControl control;
    private final Crew crew;
    private final Stop stop;
    private final BooleanSupplier rateLimited;
    private final long unit;

    Permits(TransferControl control, Crew crew, Stop stop, BooleanSupplier rateLimited, long unit) {
        this.control = control;
        this.crew = crew;
        this.stop = stop;
        this.rateLimited = rateLimited;
        this.unit = unit;
    }

    /** Waits for bytes, all of them unless a rate is set: then for as many as there are at the moment, but whole units. */
    Permit acquire(Operation operation, long bytes) throws CopyCancelledException {
        boolean some = rateLimited.getAsBoolean();
        return acquire(operation, some ? Math.min(bytes, Math.max(unit, LEAST_LIMITED_BYTES)) : bytes, bytes);
    }

    Permit acquire(Operation operation, long leastBytes, long mostBytes) throws CopyCancelledException {
        crew.beginWait();
        Permit permit;
        try {
            permit = control.acquire(operation, leastBytes, mostBytes);
        } finally {
            crew.endWait();
        }
        if (stop.requested()) {
            permit.close();
            stop.check();
        }
        return permit;
    }

    /** Gives a sign of life. */
    void alive(Activity activity) {
        control.alive(activity);
    }
}
