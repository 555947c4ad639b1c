/**
 * The log of a deployment: lines in one order, each with a position that never changes.
 */
@NullMarked
package io.whopship.ports.model.logs;

import org.jspecify.annotations.NullMarked;
