/** What a copy is made of: images, ranges, events, and their text. */
@NullMarked
package io.quietcopy.conformance.internal.model;

import org.jspecify.annotations.NullMarked;
