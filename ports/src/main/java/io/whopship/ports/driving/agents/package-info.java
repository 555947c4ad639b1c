/**
 * What can be done with agents and their containers.
 */
@NullMarked
package io.whopship.ports.driving.agents;

import org.jspecify.annotations.NullMarked;
