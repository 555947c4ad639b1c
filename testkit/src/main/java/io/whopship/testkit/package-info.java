/**
 * Fakes of the driven ports, a clock that can be moved, and the contract each adapter has to pass.
 * Nothing here decides anything a deployment's outcome depends on.
 */
@NullMarked
package io.whopship.testkit;

import org.jspecify.annotations.NullMarked;
