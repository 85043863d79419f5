/** The library's half of the SPI, as the suite plays it: it grants, records, and believes nothing. */
@NullMarked
package io.quietcopy.conformance.internal.drive;

import org.jspecify.annotations.NullMarked;
