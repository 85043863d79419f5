/** What the Copier knows of the machine: tools, devices, mounts, and the optional host services. */
@NullMarked
package io.quietcopy.internal.host;

import org.jspecify.annotations.NullMarked;
