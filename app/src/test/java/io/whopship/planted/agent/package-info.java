/** Planted violations of the architecture rules, in the shape of the real tree. */
@NullMarked
package io.whopship.planted.agent;

import org.jspecify.annotations.NullMarked;
