/**
 * The way of a deployment: its states, and the step that each asks for.
 */
@NullMarked
package io.whopship.core.pipeline;

import org.jspecify.annotations.NullMarked;
