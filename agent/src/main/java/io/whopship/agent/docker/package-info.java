/** A Docker Engine as a host of containers. */
@NullMarked
package io.whopship.agent.docker;

import org.jspecify.annotations.NullMarked;
