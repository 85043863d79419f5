/** The checks before the first write. */
@NullMarked
package io.quietcopy.internal.preflight;

import org.jspecify.annotations.NullMarked;
