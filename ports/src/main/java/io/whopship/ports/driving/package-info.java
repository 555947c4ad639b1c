/**
 * What WhopShip can do: one interface a use case, called by HTTP, by a command line, by an
 * embedding program. The listing of this package is the feature list. Refusals are return values;
 * what a method throws is a {@link io.whopship.ports.driven.PortException} of a driven port it
 * needed.
 */
@NullMarked
package io.whopship.ports.driving;

import org.jspecify.annotations.NullMarked;
