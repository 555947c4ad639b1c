/**
 * Telling others: who is told, what of, and how often it is tried.
 */
@NullMarked
package io.whopship.core.webhooks;

import org.jspecify.annotations.NullMarked;
