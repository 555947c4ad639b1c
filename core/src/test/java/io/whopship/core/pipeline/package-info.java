/**
 * Which state follows which.
 */
@NullMarked
package io.whopship.core.pipeline;

import org.jspecify.annotations.NullMarked;
