/** Reading and writing sizes, rates and times. */
@NullMarked
package io.quietcopy.internal.units;

import org.jspecify.annotations.NullMarked;
