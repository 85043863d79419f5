/** What test runners load from here by name. */
@NullMarked
package io.quietcopy.testbed.internal;

import org.jspecify.annotations.NullMarked;
