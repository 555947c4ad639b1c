/**
 * What searches and bounds of logs promise, where a whole platform would only be in the way.
 */
@NullMarked
package io.whopship.core.logs;

import org.jspecify.annotations.NullMarked;
