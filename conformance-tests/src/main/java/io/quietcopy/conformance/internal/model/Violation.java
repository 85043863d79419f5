package io.quietcopy.conformance.internal.model;

import io.quietcopy.conformance.WrongByte;
import org.jspecify.annotations.Nullable;

/**
 * A rule that was seen broken.
 *
 * @param rule the rule's id
 * @param message what the engine did and what it should have done, for people
 * @param wrongByte the first wrong byte, or null if bytes are not the matter
 */
public record Violation(
        String rule, String message, @Nullable WrongByte wrongByte) {}
