/**
 * What an engine must supply, and what the library supplies to it.
 *
 * <p>An engine moves bytes; the {@link io.quietcopy.Copier} makes it a copy. Everything that each copy needs in the same way
 * (checks, claims, staging, flushing, verifying, publishing, deadlines, progress, errors) is done by the library. An engine
 * is a public class with a public constructor without arguments that implements {@link
 * io.quietcopy.spi.CopyEngineProvider}, and one line in {@code META-INF/services}. The rules that it must keep are in {@code
 * docs/specification.md}.
 */
@NullMarked
package io.quietcopy.spi;

import org.jspecify.annotations.NullMarked;
