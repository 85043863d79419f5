package io.quietcopy.conformance.internal.drive;

import io.quietcopy.conformance.WrongByte;
import io.quietcopy.conformance.internal.model.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a try has shown: rules that were put to the test, and rules that were broken, each with the first thing that broke it.
 * Thread-safe.
 */
public final class Evidence {
    private final Map<String, Violation> broken = new HashMap<>();
    private final List<Violation> order = new ArrayList<>();
    private final Map<String, Long> seen = new TreeMap<>();

    /** Makes an empty one. */
    public Evidence() {}

    /** Tells that a rule was put to the test: had the engine broken it, this try would have shown it. */
    public synchronized void seen(String... rules) {
        for (String rule : rules) {
            seen.merge(rule, 1L, Long::sum);
        }
    }

    /** Tells that a rule was broken. */
    public void broken(String rule, String message) {
        broken(rule, message, null);
    }

    /** Tells that a rule was broken. Only the first time counts for each rule. */
    public synchronized void broken(String rule, String message, @Nullable WrongByte wrongByte) {
        Violation violation = new Violation(rule, message, wrongByte);
        if (broken.putIfAbsent(rule, violation) == null) {
            order.add(violation);
        }
        seen.merge(rule, 1L, Long::sum);
    }

    /** Returns what was broken, in the order in which it was seen. */
    public synchronized List<Violation> violations() {
        return List.copyOf(order);
    }

    /** Returns whether a rule was broken. */
    public synchronized boolean isBroken(String rule) {
        return broken.containsKey(rule);
    }

    /** Returns how often each rule was put to the test. */
    public synchronized Map<String, Long> observations() {
        return new TreeMap<>(seen);
    }
}
