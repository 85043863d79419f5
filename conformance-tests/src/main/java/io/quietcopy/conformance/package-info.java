/**
 * The conformance suite: proves that a {@linkplain io.quietcopy.spi.CopyEngine copy engine} keeps the engine rules of the
 * specification, or shows where it does not. {@link io.quietcopy.conformance.CopyEngineConformance} is the way in for tests
 * with JUnit 5, {@link io.quietcopy.conformance.ConformanceRun} the way in for programs.
 */
@NullMarked
package io.quietcopy.conformance;

import org.jspecify.annotations.NullMarked;
