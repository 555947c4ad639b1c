/**
 * Hosts of containers: agents, and what runs beside them.
 */
@NullMarked
package io.whopship.ports.model.agents;

import org.jspecify.annotations.NullMarked;
