/**
 * The decisions: the lifecycle of a deployment, its rollout, the rules for artifacts, who may do
 * what. {@link ControlPlane} is the only public type: it is given the driven ports and hands out
 * the driving ones. No clock, thread or library of the outer world belongs here.
 */
@NullMarked
package io.whopship.core;

import org.jspecify.annotations.NullMarked;
