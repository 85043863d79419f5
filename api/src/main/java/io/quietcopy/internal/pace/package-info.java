/** How fast, and how much at once. */
@NullMarked
package io.quietcopy.internal.pace;

import org.jspecify.annotations.NullMarked;
