/** The settings: their names, values and origins. */
@NullMarked
package io.quietcopy.internal.config;

import org.jspecify.annotations.NullMarked;
