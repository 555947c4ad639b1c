/**
 * The way to other servers: asks them for the agents that are connected to them.
 */
@NullMarked
package io.whopship.adapter.http.peer;

import org.jspecify.annotations.NullMarked;
