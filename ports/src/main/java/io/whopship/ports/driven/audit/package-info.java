/**
 * Where it is kept who did what.
 */
@NullMarked
package io.whopship.ports.driven.audit;

import org.jspecify.annotations.NullMarked;
