/**
 * Real places and real trouble for tests.
 *
 * <p>Everything here acts on the real machine and undoes what it did: each resource is {@link java.lang.AutoCloseable},
 * and a shutdown hook undoes, in reverse order, what is still open when the JVM ends. Only loop devices, mounts, control
 * groups and processes made by this package are ever touched.
 *
 * <p>What the machine must offer is named by {@link io.quietcopy.testbed.Requirement}. A tool that fails is reported as
 * an {@link java.io.IOException} that carries the command and what it printed.
 */
@NullMarked
package io.quietcopy.testbed;

import org.jspecify.annotations.NullMarked;
