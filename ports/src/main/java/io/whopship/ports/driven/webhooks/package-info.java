/**
 * What telling others needs of the world.
 */
@NullMarked
package io.whopship.ports.driven.webhooks;

import org.jspecify.annotations.NullMarked;
