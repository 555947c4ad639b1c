/**
 * What signatures of webhooks promise, where a whole platform would only be in the way.
 */
@NullMarked
package io.whopship.core.webhooks;

import org.jspecify.annotations.NullMarked;
