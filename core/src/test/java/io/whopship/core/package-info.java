/**
 * What the core promises, told on the fakes of the test kit and a clock that only tests move.
 */
@NullMarked
package io.whopship.core;

import org.jspecify.annotations.NullMarked;
