/** The target of a copy from the first claim to the last name: staging, flushing, publishing, and what is left when it fails. */
@NullMarked
package io.quietcopy.internal.target;

import org.jspecify.annotations.NullMarked;
