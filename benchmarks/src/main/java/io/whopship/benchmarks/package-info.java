/** Measurements of this project and its peers, side by side in one run. Not part of the tests. */
@NullMarked
package io.whopship.benchmarks;

import org.jspecify.annotations.NullMarked;
