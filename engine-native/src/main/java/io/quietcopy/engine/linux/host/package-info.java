/** The {@link io.quietcopy.spi.HostServices} of Linux. */
@NullMarked
package io.quietcopy.engine.linux.host;

import org.jspecify.annotations.NullMarked;
