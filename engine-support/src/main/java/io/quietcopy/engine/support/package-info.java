/**
 * What a copy engine written in Java needs, once: {@link io.quietcopy.engine.support.BlockSession} moves the bytes of a transfer
 * with the few primitives of a {@link io.quietcopy.engine.support.BlockIo} that the engine supplies. Optional for engine
 * authors.
 */
@NullMarked
package io.quietcopy.engine.support;

import org.jspecify.annotations.NullMarked;
