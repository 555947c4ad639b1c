/**
 * The decisions: lifecycle, rollout and its gates, artifact rules, log hub, retention. One public
 * assembler hands out the use cases; everything else stays inside, and no library of the outer
 * world comes in.
 */
@NullMarked
package io.whopship.core;

import org.jspecify.annotations.NullMarked;
