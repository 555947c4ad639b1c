/**
 * Agents: who may connect, and which are connected.
 */
@NullMarked
package io.whopship.core.agents;

import org.jspecify.annotations.NullMarked;
