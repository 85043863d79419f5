/** What runs in Javas of its own: an embedder that copies, and the neighbour that wants its peace. */
@NullMarked
package io.quietcopy.benchmarks.child;

import org.jspecify.annotations.NullMarked;
