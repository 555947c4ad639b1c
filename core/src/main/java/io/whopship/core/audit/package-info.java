/**
 * Writing down who did what: each use case that changes something, with a pen beside it.
 */
@NullMarked
package io.whopship.core.audit;

import org.jspecify.annotations.NullMarked;
