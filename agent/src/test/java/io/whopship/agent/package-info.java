/** The agent, tested. */
@NullMarked
package io.whopship.agent;

import org.jspecify.annotations.NullMarked;
