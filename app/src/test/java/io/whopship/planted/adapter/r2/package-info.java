/** Planted violations of the architecture rules, in the shape of the real tree. */
@NullMarked
package io.whopship.planted.adapter.r2;

import org.jspecify.annotations.NullMarked;
