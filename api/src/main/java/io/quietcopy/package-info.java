/**
 * Copies virtual-disk images past the page cache: the API for programs that embed Quietcopy.
 *
 * <p>Start at {@link io.quietcopy.Copier}. Data flows one way: a {@link io.quietcopy.CopyRequest} says what is wanted, a
 * {@link io.quietcopy.CopyPlan} what would be done, a {@link io.quietcopy.CopyReport} what really happened, and a
 * {@link io.quietcopy.CopyException} what went wrong, in which state it left the target, and what to do about it.
 */
@NullMarked
package io.quietcopy;

import org.jspecify.annotations.NullMarked;
