/** The directory store against its contract, and against processes killed half-way. */
@NullMarked
package io.whopship.adapter.r2;

import org.jspecify.annotations.NullMarked;
