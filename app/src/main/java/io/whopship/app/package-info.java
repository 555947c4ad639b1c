/**
 * Reads the configuration, constructs every part by plain constructors, starts and stops them. The
 * only place that sees all modules and the environment.
 */
@NullMarked
package io.whopship.app;

import org.jspecify.annotations.NullMarked;
