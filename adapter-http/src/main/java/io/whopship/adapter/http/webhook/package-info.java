/**
 * Sends requests to webhooks, and to nowhere that a tenant has no business.
 */
@NullMarked
package io.whopship.adapter.http.webhook;

import org.jspecify.annotations.NullMarked;
