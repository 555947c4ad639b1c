/**
 * What the core needs of agents: where they are kept, and what they do on their hosts.
 */
@NullMarked
package io.whopship.ports.driven.agents;

import org.jspecify.annotations.NullMarked;
