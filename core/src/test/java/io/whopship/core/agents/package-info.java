/**
 * What tests of agents need of their package.
 */
@NullMarked
package io.whopship.core.agents;

import org.jspecify.annotations.NullMarked;
