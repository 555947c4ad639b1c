/**
 * How traffic moves from one release to the next: plans, routes, and the rule that picks.
 */
@NullMarked
package io.whopship.ports.model.rollout;

import org.jspecify.annotations.NullMarked;
