/**
 * Containers of a Docker Engine, for a server in the same process or at the other end of a
 * connection.
 */
@NullMarked
package io.whopship.agent;

import org.jspecify.annotations.NullMarked;
