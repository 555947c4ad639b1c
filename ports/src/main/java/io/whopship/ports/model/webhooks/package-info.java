/**
 * Who is told of what, and how that went: endpoints, messages, deliveries.
 */
@NullMarked
package io.whopship.ports.model.webhooks;

import org.jspecify.annotations.NullMarked;
