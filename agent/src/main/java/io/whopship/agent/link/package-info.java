/** The agent's end of its connection to a server. */
@NullMarked
package io.whopship.agent.link;

import org.jspecify.annotations.NullMarked;
