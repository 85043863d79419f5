/** Where copies are tried: files, devices, file systems. */
@NullMarked
package io.quietcopy.conformance.internal.place;

import org.jspecify.annotations.NullMarked;
