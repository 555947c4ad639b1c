/**
 * Logs: lines in one order, each with a position that never changes, and what viewers are told.
 */
@NullMarked
package io.whopship.ports.model.logs;

import org.jspecify.annotations.NullMarked;
