/**
 * Who did what.
 */
@NullMarked
package io.whopship.ports.model.audit;

import org.jspecify.annotations.NullMarked;
