package io.quietcopy.internal.engine;

import io.quietcopy.spi.CopyEngine;
import java.util.Optional;

/**
 * An engine that a selection has to consider.
 *
 * @param id the engine's id; for a provider that is too broken to have one, the name of its class
 * @param engine the engine, which the registry closes; empty if it cannot be used
 * @param reason why it cannot be used; what was found, for one that can (may be empty)
 */
public record Candidate(String id, Optional<CopyEngine> engine, String reason) {}
