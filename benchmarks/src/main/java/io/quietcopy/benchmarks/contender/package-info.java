/** Who copies: the commands that a user would take, Quietcopy in both forms, and fio as the limit. */
@NullMarked
package io.quietcopy.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
