/**
 * What can be done with webhooks.
 */
@NullMarked
package io.whopship.ports.driving.webhooks;

import org.jspecify.annotations.NullMarked;
