/**
 * What people may decide in each state of a rollout.
 */
@NullMarked
package io.whopship.core.rollout;

import org.jspecify.annotations.NullMarked;
