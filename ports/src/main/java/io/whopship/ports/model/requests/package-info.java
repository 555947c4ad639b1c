/** Requests of callers, as far as they must be told from one another. */
@NullMarked
package io.whopship.ports.model.requests;

import org.jspecify.annotations.NullMarked;
