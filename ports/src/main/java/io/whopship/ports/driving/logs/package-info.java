/**
 * What can be done with logs: write, search, follow.
 */
@NullMarked
package io.whopship.ports.driving.logs;

import org.jspecify.annotations.NullMarked;
