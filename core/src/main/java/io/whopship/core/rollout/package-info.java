/**
 * What people decide in a rollout, and why it stands where it stands.
 */
@NullMarked
package io.whopship.core.rollout;

import org.jspecify.annotations.NullMarked;
