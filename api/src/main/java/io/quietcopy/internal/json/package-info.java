/** Writing JSON. */
@NullMarked
package io.quietcopy.internal.json;

import org.jspecify.annotations.NullMarked;
