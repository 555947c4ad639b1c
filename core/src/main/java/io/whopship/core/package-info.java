/**
 * The decisions: the lifecycle of a deployment, its rollout, who may do what, each in a package
 * below. {@link ControlPlane} is the only type that others see: it is given the driven ports and
 * hands out the driving ones. No clock, thread or library of the outer world belongs here.
 */
@NullMarked
package io.whopship.core;

import org.jspecify.annotations.NullMarked;
