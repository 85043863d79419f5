package io.quietcopy.conformance.internal.waiver;

import io.quietcopy.conformance.Rule;
import java.net.URI;
import java.time.LocalDate;

/**
 * Says that an engine is known to break a rule.
 *
 * @param rule the rule
 * @param lastDay the last day on which the waiver counts
 * @param link where the matter is followed up
 * @param reason why it is so, for people
 * @param origin where the waiver is written, such as {@code waivers.txt:3}
 */
public record Waiver(Rule rule, LocalDate lastDay, URI link, String reason, String origin) {
    /** Returns whether it counts no more. */
    public boolean expired(LocalDate today) {
        return today.isAfter(lastDay);
    }
}
